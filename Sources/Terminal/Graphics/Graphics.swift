internal import CLibEdit
internal import Synchronization
public import Text

/// Which picture protocol the terminal supports; the terminal is asked when the first picture is
/// shown.
public final class Graphics: Sendable {
  private let environment: [String: String]
  private let depth: ColorDepth
  private let mayAsk: Bool
  private let asked = Mutex<GraphicsChoice?>(nil)

  /// Graphics of the terminal on standard output.
  ///
  /// - Parameters:
  ///   - depth: The colours that may be written there.
  ///   - mayAsk: Whether the terminal on this process's own input and output is the one.
  public init(depth: ColorDepth, environment: [String: String], mayAsk: Bool = true) {
    (self.depth, self.environment, self.mayAsk) = (depth, environment, mayAsk)
  }

  /// The protocol to use, given the user's setting; nil stands for `auto`.
  ///
  /// The terminal is asked at most once, and only where neither the setting nor the environment
  /// decides.
  public func choice(setting: GraphicsProtocol?) -> GraphicsChoice {
    let told = mayAsk ? Self.toldCell() : .standard
    if let choice = GraphicsChoice(
      setting: setting, depth: depth, environment: environment, cell: told)
    {
      return choice
    }
    return asked.withLock { known in
      if let known { return known }
      let isRemote = environment.keys.contains { $0.hasPrefix("SSH_") }
      let answer =
        mayAsk && isTerminal(0) && isTerminal(1)
        ? TerminalAnswer(askingOn: 0, output: 1, milliseconds: isRemote ? 1000 : 250) : nil
      let choice = GraphicsChoice(
        answer: answer, isInsideTmux: !(environment["TMUX"] ?? "").isEmpty, cell: told)
      known = choice
      return choice
    }
  }

  /// Pixels of a cell as the system tells them.
  private static func toldCell() -> CellSize {
    var window = winsize()
    guard unsafe plens_window_size(1, &window), window.ws_col > 0, window.ws_row > 0 else {
      return .standard
    }
    return CellSize(
      width: Int(window.ws_xpixel) / Int(window.ws_col),
      height: Int(window.ws_ypixel) / Int(window.ws_row)) ?? .standard
  }
}
