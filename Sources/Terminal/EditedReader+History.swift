/// A walk through the history that Up began.
struct Browsing {
  /// What commands must begin with: what stood before the cursor.
  let prefix: String
  /// The line to come back to.
  let typed: EditedLine
  /// Which command is shown.
  var position: Int
  /// It as it was put into the line; once that is edited the walk is over.
  var shown: EditedLine
}

extension EditedReader {
  /// Up: the row above in a line of several; else the next older command that begins with what was
  /// typed before the cursor.
  func older() -> KeyOutcome {
    let line = editor.line
    let isBrowsing = browsing.map { $0.shown == line } ?? false
    if !isBrowsing, let above = line.movedUp() {
      editor.moveCursor(to: above.cursor)
      return .refresh
    }
    let walk =
      (isBrowsing ? browsing : nil)
      ?? Browsing(prefix: line.head, typed: line, position: history.recall.end, shown: line)
    let current = line.text
    let older = history.recall.position(before: walk.position) { text in
      text.hasPrefix(walk.prefix) && text != current
    }
    guard let older else { return .refused }
    show(at: older, of: walk)
    return .refresh
  }

  /// Down: the row below, the next newer command, and after the newest what had been typed.
  func newer() -> KeyOutcome {
    let line = editor.line
    guard let walk = browsing, walk.shown == line else {
      guard let below = line.movedDown() else { return .refused }
      editor.moveCursor(to: below.cursor)
      return .refresh
    }
    let newer = history.recall.position(after: walk.position) { $0.hasPrefix(walk.prefix) }
    if let newer {
      show(at: newer, of: walk)
    } else {
      editor.replace(with: walk.typed)
      browsing = nil
    }
    return .refresh
  }

  private func show(at position: Int, of walk: Browsing) {
    var walk = walk
    walk.position = position
    walk.shown = EditedLine(history.recall[position] ?? "")
    editor.replace(with: walk.shown)
    browsing = walk
  }
}

extension EditedLine {
  /// With the cursor in the row above, as near to its column as that row is long; nil in the first.
  func movedUp() -> EditedLine? {
    guard let end = scalars[..<cursor].lastIndex(of: "\n") else { return nil }
    let column = cursor - end - 1
    let start = scalars[..<end].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    return EditedLine(scalars: scalars, cursor: min(start + column, end))
  }

  /// With the cursor in the row below; nil in the last.
  func movedDown() -> EditedLine? {
    guard let newline = scalars[cursor...].firstIndex(of: "\n") else { return nil }
    let start = scalars[..<cursor].lastIndex(of: "\n").map { $0 + 1 } ?? 0
    let end = scalars[(newline + 1)...].firstIndex(of: "\n") ?? scalars.count
    return EditedLine(scalars: scalars, cursor: min(newline + 1 + cursor - start, end))
  }
}
