internal import CLibEdit

/// The size of the terminal in character cells.
public struct TerminalSize: Equatable, Sendable {
  /// Cells in a row, at least 1.
  public var columns: Int
  /// Rows, at least 1.
  public var rows: Int

  /// A size; what is below 1 becomes 1.
  public init(columns: Int, rows: Int) {
    self.columns = max(1, columns)
    self.rows = max(1, rows)
  }

  /// The size off a terminal.
  public static let standard = TerminalSize(columns: 80, rows: 24)

  /// The size of the terminal behind `descriptor`, else `COLUMNS` and `LINES` of the environment,
  /// else 80 x 24.
  ///
  /// The variables are as old as the process, and a terminal's size changes.
  public init(of descriptor: Int32 = 1, environment: [String: String] = [:]) {
    var window = winsize()
    let isTold = unsafe plens_window_size(descriptor, &window)
    func cells(_ name: String, _ told: UInt16, _ standard: Int) -> Int {
      if isTold && told > 0 { return Int(told) }
      let value = environment[name].flatMap(Int.init) ?? 0
      return (1...10_000).contains(value) ? value : standard
    }
    self.init(
      columns: cells("COLUMNS", window.ws_col, TerminalSize.standard.columns),
      rows: cells("LINES", window.ws_row, TerminalSize.standard.rows))
  }
}

/// Whether `descriptor` (0 input, 1 output, 2 messages) is a terminal.
public func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }
