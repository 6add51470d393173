internal import Text

extension EditedReader {
  /// Ctrl-R: shows the newest command that holds what is typed; Ctrl-R again an older one, Ctrl-S a
  /// newer one.
  ///
  /// Enter runs it, Ctrl-G goes back to the line as it was, and every other key takes the command
  /// into the line and then does what it always does there.
  func search() -> KeyOutcome {
    let typed = editor.line
    let recall = history.recall
    var query = ""
    var found: Int?
    clearLine()
    while true {
      showSearch(query, found.flatMap { recall[$0] })
      guard let key = editor.nextCharacter() else {
        overlay = nil
        return .endOfInput
      }
      func matches(_ text: String) -> Bool { text.matches(query) }
      switch key {
      case "\u{12}":  // Ctrl-R
        found = recall.position(before: found ?? recall.end, where: matches) ?? found
      case "\u{13}":  // Ctrl-S
        found = recall.position(after: found ?? recall.end, where: matches) ?? found
      case "\u{7F}", "\u{8}":
        query.unicodeScalars.removeLast(query.isEmpty ? 0 : 1)
        found = query.isEmpty ? nil : recall.position(before: recall.end, where: matches)
      case "\u{7}":  // Ctrl-G
        return endSearch(with: typed)
      case _ where key.value >= 0x20:
        query.unicodeScalars.append(key)
        found = recall.position(before: found.map { $0 + 1 } ?? recall.end, where: matches)
      default:
        // Escape begins an arrow's sequence; the rest of it is still to be read.
        editor.push(String(key))
        let text = found.flatMap { recall[$0] }
        return endSearch(with: text.map { EditedLine($0) } ?? typed)
      }
    }
  }

  private func showSearch(_ query: String, _ text: String?) {
    let row = (text ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    let rows = row.count > 1 ? " (\(row.count) lines)" : ""
    let missing = text == nil && !query.isEmpty ? "nothing found" : ""
    let start = "search '\(query)': "
    let full = start + missing + (row.first.map(String.init) ?? "") + rows
    overlay = full.replacing("\t", with: " ").truncated(toWidth: size.columns - 1)
    draw("\r\u{1B}[J" + (overlay ?? ""))
  }

  private func endSearch(with line: EditedLine) -> KeyOutcome {
    overlay = nil
    draw("\r\u{1B}[J")
    editor.replace(with: line)
    editor.redraw()
    return .done
  }
}

extension String {
  /// Whether `query` occurs here; capitals in it must be capitals here.
  fileprivate func matches(_ query: String) -> Bool {
    query.contains(where: \.isUppercase) ? contains(query) : lowercased().contains(query)
  }
}
