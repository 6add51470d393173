internal import Foundation

/// `text` broken at spaces into lines of at most `width` cells; longer words stay whole.
package func wrapped(_ text: String, width: Int) -> String {
  var lines: [String] = []
  var line = ""
  for word in text.split(whereSeparator: \.isWhitespace) {
    if !line.isEmpty && displayWidth(of: line) + 1 + displayWidth(of: String(word)) > width {
      lines.append(line)
      line = ""
    }
    line += (line.isEmpty ? "" : " ") + word
  }
  return (lines + [line]).joined(separator: "\n")
}

/// A command in lines of at most `width` cells that can be pasted as they stand.
///
/// It is broken at spaces outside quotes, with a backslash before each break; longer words stay whole.
package func continued(_ command: String, width: Int, indent: Int) -> String {
  var words = [""]
  var quote: Character?
  for character in command {
    if character == " ", quote == nil {
      words.append("")
      continue
    }
    if quote == character {
      quote = nil
    } else if quote == nil, "'\"".contains(character) {
      quote = character
    }
    words[words.count - 1].append(character)
  }
  var lines: [String] = []
  var line = words[0]
  for word in words.dropFirst() {
    if displayWidth(of: line + " " + word) <= width - 2 {
      line += " " + word
    } else {
      lines.append(line + " \\")
      line = String(repeating: " ", count: indent) + word
    }
  }
  return (lines + [line]).joined(separator: "\n")
}

/// `text` with `spaces` before each line.
package func indented(_ text: String, by spaces: Int) -> String {
  let indent = String(repeating: " ", count: spaces)
  return text.split(separator: "\n", omittingEmptySubsequences: false)
    .map { indent + $0 }.joined(separator: "\n")
}

/// `text` broken into lines of at most `width` cells; a continued line is indented to its last
/// column, or a little.
package func fitting(_ text: String, width: Int) -> String {
  text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
    displayWidth(of: String(line)) <= width ? String(line) : broken(String(line), width: width)
  }.joined(separator: "\n")
}

private func broken(_ line: String, width: Int) -> String {
  let start = line.prefix { $0 == " " }.count
  var indent = start > 8 ? start : start + 2
  // A gap of two spaces and more begins a column.
  if let gap = line.dropFirst(start).range(of: "  ", options: .backwards) {
    let column = line[..<gap.upperBound].count
    if column <= width / 2 + 4 { indent = column }
  }
  var lines: [String] = []
  var current = ""
  var rest = Substring(line)
  while let word = rest.nextWord() {
    if displayWidth(of: current + word) <= width || current.allSatisfy({ $0 == " " }) {
      current += word
    } else {
      lines.append(current)
      current = String(repeating: " ", count: indent) + word.drop { $0 == " " }
    }
  }
  return (lines + [current]).joined(separator: "\n")
}

extension Substring {
  /// Takes the next word with the spaces before it.
  fileprivate mutating func nextWord() -> String? {
    guard !isEmpty else { return nil }
    let spaces = prefix { $0 == " " }
    let word = dropFirst(spaces.count).prefix { $0 != " " }
    removeFirst(spaces.count + word.count)
    return String(spaces) + word
  }
}
