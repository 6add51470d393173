import Text

extension EditedReader {
  /// Puts messages above the line being typed.
  func show(_ messages: [String]) {
    if messages.isEmpty { return }
    clearLine()
    draw(messages.map { $0.replacing("\n", with: "\r\n") + "\r\n" }.joined())
    drawLine()
  }

  /// Puts `lines` below the line being typed and begins it anew under them.
  func list(_ lines: [String]) {
    endLine(with: "\r\n" + lines.map { $0 + "\r\n" }.joined())
    drawLine()
  }

  /// Draws the prompt and the line again in their place.
  func redraw() {
    clearLine()
    drawLine()
  }

  /// Takes the prompt and the line off the screen; the screen's cursor is where the prompt began.
  func clearLine() {
    let row = place(ofCursor: true).row
    // tmux keeps what is erased from the screen's first cell on, so that it would come back with a larger window.
    draw((row > 0 ? "\u{1B}[\(row)A" : "") + "\r\u{1B}[K\u{1B}7\u{1B}[B\u{1B}[J\u{1B}8")
  }

  /// Draws the line, or what covers it, from where the screen's cursor is.
  func drawLine() {
    if let overlay {
      draw(overlay)
    } else {
      editor.redraw()
    }
  }

  /// Writes `text` behind the end of the line, wherever in it the cursor is.
  func endLine(with text: String) {
    let cursor = place(ofCursor: true)
    let end = place(ofCursor: false)
    let down = end.row > cursor.row ? "\u{1B}[\(end.row - cursor.row)B" : ""
    draw(down + "\r" + (end.column > 0 ? "\u{1B}[\(end.column)C" : "") + text)
  }

  /// Where the cursor, or else the end of the line, stands below the start of the prompt.
  func place(ofCursor: Bool) -> LineLayout.Place {
    let columns = size.columns
    if let overlay { return LineLayout.Place(column: min(columns - 1, displayWidth(of: overlay))) }
    let line = editor.line
    let start = promptEnd
    let text = ofCursor ? line.scalars[..<line.cursor] : line.scalars[...]
    return LineLayout(columns: columns).place(after: text, from: start)
  }

  /// Where the prompt ends, below its start.
  var promptEnd: LineLayout.Place {
    let (width, columns) = (displayWidth(of: prompt), size.columns)
    return LineLayout.Place(row: width / columns, column: width % columns)
  }
}
