internal import Text

extension EditedReader {
  /// Tab: completes the word before the cursor as far as its candidates agree, and lists them where
  /// that is no further than it is.
  func complete() -> KeyOutcome {
    guard let completer else { return .refused }
    let line = editor.line
    let completion = completer(line.text, line.cursor)
    guard (0...line.cursor).contains(completion.start), let first = completion.candidates.first
    else { return .refused }
    let typed = String(line.scalars[completion.start..<line.cursor])
    if completion.candidates.count == 1 {
      let isFollowed = line.cursor < line.scalars.count && line.scalars[line.cursor] == " "
      insert(first.text + (first.endsWord && !isFollowed ? " " : ""), over: typed)
      return .refresh
    }
    let common = completion.commonPrefix
    if common != typed && common.unicodeScalars.count >= typed.unicodeScalars.count {
      insert(common, over: typed)
      return .refresh
    }
    list(listing(of: completion.candidates, size: size, style: style))
    return .done
  }

  private func insert(_ text: String, over typed: String) {
    editor.deleteBackward(typed.unicodeScalars.count)
    editor.insert(text)
  }
}
