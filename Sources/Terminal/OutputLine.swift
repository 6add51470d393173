internal import Synchronization
internal import Text

/// Whether the cursor may stand behind text, because another program wrote no final newline.
public enum OutputLine {
  private static let isUnknown = Atomic(false)

  /// Notes that another program has written to the terminal.
  public static func forget() { isUnknown.store(true, ordering: .relaxed) }

  /// Has the cursor at the start of a row, if that is not known.
  ///
  /// A mark and a row of spaces: where the cursor stood behind text, the mark stays there and the spaces end in
  /// the next row; where it stood at the start, they fill that one row, and mark and all are taken off again.
  static func end(on descriptor: Int32) {
    guard isUnknown.exchange(false, ordering: .relaxed) else { return }
    let mark = TextLocale.isUTF8 ? "⏎" : "~"
    let spaces = String(repeating: " ", count: max(0, TerminalSize(of: descriptor).columns - 1))
    draw("\u{1B}[2m\(mark)\u{1B}[22m\(spaces)\r\u{1B}[K", on: descriptor)
  }
}
