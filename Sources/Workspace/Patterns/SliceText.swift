package import Activations

/// A slice of tokens as it is typed: `[3:9,:5]`, or by text, `[" Paris"]`, `[" Paris"#2,:]`.
package struct SliceText {
  /// The text with its brackets.
  package let text: String

  /// Parses a slice; slices without text in them are checked at once.
  ///
  /// - Throws: `SelectionError`.
  package init(_ text: String) throws {
    self.text = text
    if !hasText { _ = try TokenSlice(text) }
  }

  /// Whether it names tokens by text, so that it stands for other places in each prompt.
  package var hasText: Bool { text.contains("\"") || text.contains("'") }

  /// The slice for a prompt with these tokens.
  ///
  /// A text means the tokens that hold its first occurrence, or with `#2` its second.
  ///
  /// - Throws: `ShellError` where the text is not there, `SelectionError` for what is no slice.
  package func slice(of labels: [String]) throws -> TokenSlice {
    guard hasText else { return try TokenSlice(text) }
    var numbers = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      guard character == "\"" || character == "'" else {
        numbers.append(character)
        continue
      }
      guard let end = rest.firstIndex(of: character) else {
        throw ShellError(.usage, "'\(text)' has an open quote")
      }
      let wanted = String(rest[..<end])
      rest = rest[rest.index(after: end)...]
      let occurrence = Self.takeOccurrence(&rest)
      guard let found = TokenText.tokens(of: wanted, occurrence: occurrence, in: labels) else {
        let which = occurrence == 1 ? "" : " number \(occurrence)"
        throw ShellError(
          .notFound, "the prompt has no '\(wanted)'\(which): 'tokens' lists its tokens")
      }
      numbers +=
        found.count == 1 ? "\(found.lowerBound)" : "\(found.lowerBound):\(found.upperBound)"
    }
    return try TokenSlice(numbers)
  }

  /// The number behind `#`, 1 without.
  private static func takeOccurrence(_ rest: inout Substring) -> Int {
    guard rest.first == "#" else { return 1 }
    let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
    rest = rest.dropFirst(1 + digits.count)
    return Int(digits) ?? 0
  }
}
