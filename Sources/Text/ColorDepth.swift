/// How many colours a terminal shows.
public enum ColorDepth: Int, Comparable, Sendable, CaseIterable {
  /// No escape sequence of any kind may be written.
  case none
  /// The 8 colours of ECMA-48 and their bright forms.
  case sixteen
  /// xterm's palette: the 16, a 6 x 6 x 6 cube and 24 greys.
  case indexed
  /// Any colour, a byte a channel.
  case truecolor

  /// Whether the left one has fewer colours.
  public static func < (left: ColorDepth, right: ColorDepth) -> Bool {
    left.rawValue < right.rawValue
  }

  /// Decides by the first of these that applies: `choice`, a non-empty `NO_COLOR`, `FORCE_COLOR` or
  /// `CLICOLOR_FORCE`, then whether the output is a terminal.
  ///
  /// `FORCE_COLOR=0` is no; 1, 2, 3 name the depth. Otherwise the depth is told by `COLORTERM`
  /// and `TERM`.
  public init(
    choice: ColorChoice = .auto, isTerminal: Bool, environment: [String: String]
  ) {
    let terminal = environment["TERM"] ?? ""
    let usable = isTerminal && !terminal.isEmpty && terminal != "dumb"
    let forced = ColorDepth.forced(by: environment)
    let shown = max(ColorDepth.named(by: environment), .sixteen)
    switch choice {
    case .never: self = .none
    case .always: self = max(forced ?? shown, .sixteen)
    case .auto where !(environment["NO_COLOR"] ?? "").isEmpty: self = .none
    case .auto: self = forced ?? (usable ? shown : .none)
    }
  }

  private static func forced(by environment: [String: String]) -> ColorDepth? {
    let shown = max(named(by: environment), .sixteen)
    switch environment["FORCE_COLOR"] {
    case nil: break
    case "0", "false": return ColorDepth.none
    case "1": return .sixteen
    case "2": return .indexed
    case "3": return .truecolor
    default: return shown
    }
    let command = environment["CLICOLOR_FORCE"] ?? ""
    return command.isEmpty || command == "0" ? nil : shown
  }

  private static func named(by environment: [String: String]) -> ColorDepth {
    let terminal = environment["TERM"] ?? ""
    switch environment["COLORTERM"] {
    case "truecolor", "24bit": return .truecolor
    default: break
    }
    if terminal.hasSuffix("-direct") || terminal == "xterm-kitty" || terminal == "xterm-ghostty" {
      return .truecolor
    }
    return terminal.contains("256color") ? .indexed : .sixteen
  }
}

/// The values of `--color`.
public enum ColorChoice: String, Sendable, CaseIterable {
  /// Colour where the environment and the terminal allow it.
  case auto
  /// Colour into pipes and files too.
  case always
  /// No escape sequences.
  case never
}
