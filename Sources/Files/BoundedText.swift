/// A sentence for a person that may quote a file's content, cut where that is long, so that it stays one line.
///
/// What stands in quotes keeps about 80 characters, the whole at most 1,500.
package func bounded(_ text: String) -> String {
  guard text.utf8.count > 120 else { return text }
  var result = ""
  var rest = text[...]
  // A quote opens behind what is no letter, and closes before what is none: others are apostrophes.
  while let open = rest.firstIndex(of: "'") {
    let isQuote = open == text.startIndex || !text[text.index(before: open)].isLetter
    let inside = text.index(after: open)
    let close = rest[inside...].indices.first { place in
      text[place] == "'"
        && (text.index(after: place) == text.endIndex || !text[text.index(after: place)].isLetter)
    }
    guard isQuote, let close else {
      result += rest[..<inside]
      rest = rest[inside...]
      continue
    }
    result += rest[..<inside] + cut(text[inside..<close], keeping: 80) + "'"
    rest = text[text.index(after: close)...]
  }
  return cut(Substring(result + rest), keeping: 1_000)
}

/// `text` without its middle where it has many more than `most` characters.
private func cut(_ text: Substring, keeping most: Int) -> String {
  guard text.utf8.count > most * 3 / 2 else { return String(text) }
  let count = text.count
  guard count > most * 3 / 2 else { return String(text) }
  return "\(text.prefix(most * 3 / 4))...(\(count) characters)...\(text.suffix(most / 4))"
}

/// The warning about keys of the configuration at `path` that are unknown here; nil if there are
/// none.
package func unknownKeysWarning(_ keys: [String], in path: String) -> String? {
  guard !keys.isEmpty else { return nil }
  let shown = keys.prefix(8).map { "'\($0)'" }
  let rest = keys.count > 8 ? " and \(keys.count - 8) more" : ""
  return bounded(
    "\(path) says \(shown.joined(separator: ", "))\(rest), which plens does not know")
}
