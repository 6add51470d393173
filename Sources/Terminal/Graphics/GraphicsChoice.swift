public import Text

/// The chosen picture protocol, and the reason for it.
public struct GraphicsChoice: Equatable, Sendable {
  /// The protocol.
  public let `protocol`: GraphicsProtocol

  /// One clause, such as "TERM is xterm-kitty".
  public let reason: String

  /// Whether tmux stands between and must be told to pass sequences on.
  public let isInsideTmux: Bool

  /// Pixels of a character cell.
  public let cell: CellSize

  /// Chooses without asking the terminal: by the setting, colours and the environment.
  ///
  /// - Returns: nil where only the terminal's own answer can tell.
  package init?(
    setting: GraphicsProtocol?, depth: ColorDepth, environment: [String: String], cell: CellSize
  ) {
    isInsideTmux = !(environment["TMUX"] ?? "").isEmpty
    self.cell = cell
    let terminal = environment["TERM"] ?? ""
    if let setting {
      (self.protocol, reason) = (setting, "set graphics \(setting.rawValue)")
    } else if depth == .none {
      (self.protocol, reason) = (.ascii, "colour is off")
    } else if let between = Self.between(terminal, environment, isInsideTmux: isInsideTmux) {
      (self.protocol, reason) = (.blocks, "\(between) shows no pictures")
    } else if !isInsideTmux, environment["TERM_PROGRAM"] == "vscode" {
      (self.protocol, reason) = (
        .blocks,
        "VS Code shows pictures only where terminal.integrated.enableImages is on: then 'set graphics iterm'"
      )
    } else if !isInsideTmux, (environment["ZELLIJ"] ?? "").isEmpty,
      let known = Self.known(terminal, environment)
    {
      (self.protocol, reason) = known
    } else if terminal == "linux" {
      (self.protocol, reason) = (.blocks, "TERM is linux")
    } else {
      return nil
    }
  }

  /// Chooses by the terminal's answers.
  package init(answer: TerminalAnswer?, isInsideTmux: Bool, cell: CellSize) {
    self.isInsideTmux = isInsideTmux
    self.cell = answer?.cell ?? cell
    guard let answer else {
      (self.protocol, reason) = (.blocks, "the terminal did not answer")
      return
    }
    let name = answer.name.lowercased()
    if !isInsideTmux && (name.hasPrefix("kitty") || name.hasPrefix("ghostty")) {
      (self.protocol, reason) = (.kitty, "the terminal is \(answer.name)")
    } else if !isInsideTmux && (name.hasPrefix("wezterm") || name.hasPrefix("iterm2")) {
      (self.protocol, reason) = (.iterm, "the terminal is \(answer.name)")
    } else if answer.attributes.contains(4) {
      (self.protocol, reason) = (.sixel, "the terminal says that it shows sixels")
    } else {
      let who = answer.name.isEmpty ? "the terminal" : answer.name
      (self.protocol, reason) = (.blocks, "\(who) names no protocol for pictures")
    }
  }

  /// A program between this one and the terminal, which draws characters alone; what the terminal's own variables
  /// say is then not of its screen.
  private static func between(
    _ terminal: String, _ environment: [String: String], isInsideTmux: Bool
  ) -> String? {
    func isSet(_ name: String) -> Bool { !(environment[name] ?? "").isEmpty }
    if isSet("STY") || !isInsideTmux && terminal.hasPrefix("screen") { return "GNU screen" }
    if isSet("INSIDE_EMACS") { return "Emacs" }
    if isSet("NVIM") { return "Neovim" }
    if terminal.hasPrefix("dvtm") { return "dvtm" }
    return isSet("VIM_TERMINAL") ? "Vim" : nil
  }

  private static func known(
    _ terminal: String, _ environment: [String: String]
  ) -> (GraphicsProtocol, String)? {
    if terminal == "xterm-kitty" || terminal == "xterm-ghostty" {
      return (.kitty, "TERM is \(terminal)")
    }
    switch environment["TERM_PROGRAM"] {
    case "iTerm.app", "WezTerm":
      return (.iterm, "TERM_PROGRAM is \(environment["TERM_PROGRAM"] ?? "")")
    case "ghostty": return (.kitty, "TERM_PROGRAM is ghostty")
    default: return nil
    }
  }
}

/// Pixels of a character cell.
public struct CellSize: Equatable, Sendable {
  /// Pixels across, at least 1.
  public let width: Int
  /// Pixels down, at least 1.
  public let height: Int

  /// Makes a size; nil if it is not plausible.
  public init?(width: Int, height: Int) {
    guard (4...200).contains(width), (6...400).contains(height) else { return nil }
    (self.width, self.height) = (width, height)
  }

  private init(standard: Void) { (width, height) = (10, 20) }

  /// The size that is assumed if the terminal does not tell.
  public static let standard = CellSize(standard: ())
}
