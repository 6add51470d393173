/// Cuts a text of commands into tokens.
///
/// Words stand between spaces; a `#` at the start of one comments out the rest of the line, a
/// backslash at the end of a line joins the next one to it.
public struct Lexer {
  let bytes: [UInt8]
  var position = 0
  /// The parts of the word that is being read; after an error what was read of it.
  var parts: [Word.Part] = []
  /// Whether the text ends in a comment.
  private(set) var endsInComment = false
  private var isAtStart = true

  /// A lexer of `text`.
  public init(_ text: String) { bytes = Array(text.utf8) }

  /// The tokens of `text`.
  ///
  /// Throws at an open quote or bracket, or a character without a meaning.
  public static func tokens(of text: String) throws(LanguageError) -> [CommandToken] {
    var lexer = Lexer(text)
    var tokens: [CommandToken] = []
    while let token = try lexer.next() { tokens.append(token) }
    return tokens
  }

  /// The next token; nil at the end.
  public mutating func next() throws(LanguageError) -> CommandToken? {
    try skipBlanks()
    guard let byte = peek() else { return nil }
    let start = position
    let wasAtStart = isAtStart
    isAtStart = false
    switch byte {
    case UInt8(ascii: "\n"), UInt8(ascii: ";"):
      position += 1
      isAtStart = true
      return token(.separator, from: start)
    case UInt8(ascii: "|"): return try pipe(from: start)
    case UInt8(ascii: "!") where wasAtStart:
      position += 1
      return token(.shell(try shellText(after: "!", from: start)), from: start)
    case UInt8(ascii: "?") where wasAtStart:
      position += 1
      return token(.question, from: start)
    case UInt8(ascii: ">"):
      position += peek(1) == UInt8(ascii: ">") ? 2 : 1
      return token(.redirect(appends: position - start == 2), from: start)
    case UInt8(ascii: "<"):
      throw LanguageError(
        SourceSpan(start, start + 1), "'<' has no meaning here; an expression stands in quotes")
    case UInt8(ascii: "&"):
      position += 1
      if peek() == UInt8(ascii: "&") {
        throw LanguageError(
          SourceSpan(start, start + 2), "'&&' has no meaning here; ';' separates commands")
      }
      return token(.background, from: start)
    default:
      let word = try word()
      return token(.word(word), from: start)
    }
  }

  func peek(_ distance: Int = 0) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  private func token(_ kind: CommandToken.Kind, from start: Int) -> CommandToken {
    CommandToken(kind: kind, span: SourceSpan(start, position))
  }

  private mutating func pipe(from start: Int) throws(LanguageError) -> CommandToken {
    position += 1
    if peek() == UInt8(ascii: "|") {
      throw LanguageError(
        SourceSpan(start, start + 2), "'||' has no meaning here; 'try' lets a command fail")
    }
    if peek() == UInt8(ascii: "!") {
      position += 1
      return token(.program(try shellText(after: "|!", from: start)), from: start)
    }
    let pipe = token(.pipe, from: start)
    // A pipe at the end of a line goes on in the next.
    try skipBlanks()
    while peek() == UInt8(ascii: "\n") {
      position += 1
      try skipBlanks()
    }
    return pipe
  }

  /// The rest of the line for the system's shell, which has its own quotes and comments.
  private mutating func shellText(
    after mark: String, from start: Int
  ) throws(LanguageError) -> String {
    let from = position
    while let byte = peek(), byte != UInt8(ascii: "\n") {
      let isEscaped = byte == UInt8(ascii: "\\")
      if isEscaped && position + 1 == bytes.count {
        throw LanguageError(
          SourceSpan(position, position + 1), "nothing follows the '\\' at the end",
          isIncomplete: true)
      }
      position += isEscaped ? 2 : 1
    }
    position = min(position, bytes.count)
    let text = bytes[from..<position].drop { isBlank($0) }
    let end = text.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? text.startIndex
    if text[..<end].isEmpty {
      throw LanguageError(
        SourceSpan(start, position), "expected a command for the system's shell after '\(mark)'")
    }
    return String(decoding: text[..<end], as: UTF8.self)
  }

  /// Goes past spaces, comments and joined line ends.
  private mutating func skipBlanks() throws(LanguageError) {
    while let byte = peek() {
      if isBlank(byte) {
        position += 1
      } else if let length = joinedLineEnd() {
        position += length
      } else if byte == UInt8(ascii: "\\") && position + 1 == bytes.count {
        throw LanguageError(
          SourceSpan(position, position + 1), "nothing follows the '\\' at the end",
          isIncomplete: true)
      } else if byte == UInt8(ascii: "#") {
        let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n"))
        position = end ?? bytes.count
        endsInComment = end == nil
      } else {
        return
      }
    }
  }

  /// How long the backslash and line end here are, if they are here.
  func joinedLineEnd() -> Int? {
    guard peek() == UInt8(ascii: "\\") else { return nil }
    if peek(1) == UInt8(ascii: "\n") { return 2 }
    return peek(1) == UInt8(ascii: "\r") && peek(2) == UInt8(ascii: "\n") ? 3 : nil
  }
}

func isBlank(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
}
