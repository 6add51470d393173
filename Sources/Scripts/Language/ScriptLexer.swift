/// Cuts a script, or a part of one, into tokens.
struct ScriptLexer {
  private let source: ScriptSource
  private let end: Int
  private var position: Int
  private var tokens: [ScriptToken] = []
  /// The brackets that are open; inside `(` and `[` a line's end means nothing.
  private var brackets: [UInt8] = []

  /// The words that are no names.
  static let keywords: Set<String> = [
    "and", "or", "not", "if", "else", "in", "is", "for", "let", "def", "figure", "True", "False",
    "None", "true", "false",
  ]

  /// Symbols, longer ones first.
  private static let symbols = [
    "...", "**", "//", "==", "!=", "<=", ">=", "<<", ">>", "+", "-", "*", "/", "%", "@", "<", ">",
    "&", "|", "^", "~", "=", "(", ")", "[", "]", "{", "}", ",", ":", ".",
  ].map { Array($0.utf8) }

  /// All tokens of the stretch `span`, the last one `.end`.
  static func tokens(of source: ScriptSource, in span: ScriptSpan) throws -> [ScriptToken] {
    var lexer = ScriptLexer(source: source, end: span.end, position: span.start)
    while try lexer.next() {}
    return lexer.tokens
  }

  private init(source: ScriptSource, end: Int, position: Int) {
    (self.source, self.end, self.position) = (source, end, position)
  }

  private var byte: UInt8? { position < end ? source.bytes[position] : nil }

  private func byte(after count: Int) -> UInt8? {
    position + count < end ? source.bytes[position + count] : nil
  }

  private mutating func append(_ kind: ScriptToken.Kind, from start: Int) {
    tokens.append(ScriptToken(kind: kind, span: ScriptSpan(start, position)))
  }

  private mutating func next() throws -> Bool {
    let start = position
    guard let byte else {
      append(.end, from: start)
      return false
    }
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
      position += 1
    case UInt8(ascii: "#"):
      while let next = self.byte, next != UInt8(ascii: "\n") { position += 1 }
    case UInt8(ascii: "\n"), UInt8(ascii: ";"):
      position += 1
      let isInside = brackets.last.map { $0 != UInt8(ascii: "{") } ?? false
      if !(isInside && byte == UInt8(ascii: "\n")) { append(.newline, from: start) }
    case UInt8(ascii: "\\") where self.byte(after: 1) == UInt8(ascii: "\n"):
      position += 2
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      try skipString(quote: byte)
      append(.string, from: start)
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      try number()
    case UInt8(ascii: ".") where self.byte(after: 1).map(isDigit) ?? false:
      try number()
    // Every string has its values in braces, so that Python's f before one means nothing more.
    case _ where byte | 0x20 == UInt8(ascii: "f") && isQuote(self.byte(after: 1)):
      position += 1
      try skipString(quote: source.bytes[position])
      append(.string, from: start + 1)
    case _ where isNameStart(byte) || startsVariable:
      position += 1
      while let next = self.byte, isNameStart(next) || isDigit(next) { position += 1 }
      let word = source[ScriptSpan(start, position)]
      append(ScriptLexer.keywords.contains(word) ? .symbol(word) : .name(word), from: start)
    default:
      try symbol()
    }
    return true
  }

  /// Whether the `$` here begins the name of a value that is given: `$direction`.
  private var startsVariable: Bool {
    byte == UInt8(ascii: "$") && byte(after: 1).map(isNameStart) ?? false
  }

  private mutating func skipString(quote: UInt8) throws {
    let start = position
    position += 1
    while let byte, byte != quote, byte != UInt8(ascii: "\n") {
      position += byte == UInt8(ascii: "\\") && self.byte(after: 1) != nil ? 2 : 1
    }
    guard byte == quote else {
      throw source.error("this string has no end", at: ScriptSpan(start, min(position, end)))
    }
    position += 1
  }

  private mutating func number() throws {
    let start = position
    func skipDigits(_ lexer: inout ScriptLexer) {
      while let byte = lexer.byte, isDigit(byte) || byte == UInt8(ascii: "_") {
        lexer.position += 1
      }
    }
    skipDigits(&self)
    var isInteger = true
    if byte == UInt8(ascii: ".") {
      position += 1
      isInteger = false
      skipDigits(&self)
    }
    if let byte, byte | 0x20 == UInt8(ascii: "e") {
      let sign = self.byte(after: 1)
      let hasSign = sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
      if self.byte(after: hasSign ? 2 : 1).map(isDigit) ?? false {
        position += hasSign ? 2 : 1
        isInteger = false
        skipDigits(&self)
      }
    }
    let text = source[ScriptSpan(start, position)].filter { $0 != "_" }
    if let byte, isNameStart(byte) {
      while let byte = self.byte, isNameStart(byte) || isDigit(byte) { position += 1 }
      throw source.error(
        "'\(source[ScriptSpan(start, position)])' is neither a number nor a name",
        at: ScriptSpan(start, position))
    }
    if isInteger, let value = Int(text) {
      append(.integer(value), from: start)
    } else if let value = Double(text) {
      append(.number(value), from: start)
    } else {
      throw source.error("'\(text)' is no number", at: ScriptSpan(start, position))
    }
  }

  private mutating func symbol() throws {
    let start = position
    let rest = source.bytes[position..<end]
    guard let symbol = ScriptLexer.symbols.first(where: { rest.starts(with: $0) }) else {
      let text = String(decoding: rest.prefix(4), as: UTF8.self)
      let scalar = text.unicodeScalars.first ?? " "
      let isVisible = scalar.properties.generalCategory != .control
      throw source.error(
        isVisible ? "'\(scalar)' has no meaning here" : "a control character has no meaning here",
        at: ScriptSpan(start, min(end, start + UTF8.width(scalar))))
    }
    position += symbol.count
    switch symbol[0] {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): brackets.append(symbol[0])
    case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): _ = brackets.popLast()
    default: break
    }
    append(.symbol(String(decoding: symbol, as: UTF8.self)), from: start)
  }
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

private func isQuote(_ byte: UInt8?) -> Bool {
  byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
}

/// Letters, `_`, and whatever is not ASCII.
private func isNameStart(_ byte: UInt8) -> Bool {
  (0x41...0x5A).contains(byte & 0xDF) || byte == UInt8(ascii: "_") || byte >= 0x80
}
