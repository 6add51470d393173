internal import Text

/// What a line could go on with, offered behind the cursor.
struct Hint {
  /// The line that it was made for.
  let line: EditedLine
  /// What would be added to it.
  let text: String
}

extension EditedReader {
  /// Draws, dim and behind the cursor, what the line could go on with: the rest of the newest
  /// command that begins so, else what `hinter` knows.
  ///
  /// It is drawn only while nothing is typed, in the cursor's own row, and taken off before
  /// anything else is: libedit never knows of it.
  func drawHint() {
    guard style.depth != .none, !isHintDrawn, overlay == nil, !isPasting else { return }
    let line = editor.line
    guard line.cursor == line.scalars.count else { return }
    if hint?.line != line { hint = hintText(for: line.text).map { Hint(line: line, text: $0) } }
    guard let hint else { return }
    let column = place(ofCursor: true).column
    let room = size.columns - column - 1
    // At the row's first cell the terminal may not have left the row before it yet.
    guard column > 0, room > 3 else { return }
    draw("\u{1B}7" + style(hint.text.truncated(toWidth: room), .dim) + "\u{1B}8")
    isHintDrawn = true
  }

  /// Takes what `drawHint` drew off the screen.
  func eraseHint() {
    if isHintDrawn { draw("\u{1B}[J") }
    isHintDrawn = false
  }

  /// Puts what is offered into the line; false where nothing is.
  func acceptHint() -> Bool {
    guard let hint, hint.line == editor.line else { return false }
    editor.insert(hint.text)
    return true
  }

  private func hintText(for line: String) -> String? {
    guard let hinter, let first = line.first, first != " ", !line.contains("\n") else { return nil }
    let count = line.unicodeScalars.count
    let recall = history.recall
    let place = recall.position(before: recall.end) { text in
      text.hasPrefix(line) && text.unicodeScalars.count > count
        && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
    if let past = place.flatMap({ recall[$0] }) {
      return String(past.unicodeScalars.dropFirst(count))
    }
    return hinter(line).flatMap { $0.isEmpty ? nil : $0 }
  }
}
