extension Lexer {
  /// `'raw'`: everything up to the next `'`.
  mutating func rawString() throws(LanguageError) {
    let start = position
    let end = bytes[(start + 1)...].firstIndex(of: UInt8(ascii: "'"))
    position = end.map { $0 + 1 } ?? bytes.count
    let text = String(decoding: bytes[(start + 1)..<(end ?? bytes.count)], as: UTF8.self)
    parts.append(Word.Part(.quoted, text, span: SourceSpan(start, position)))
    if end == nil {
      throw LanguageError(SourceSpan(start, start + 1), "\"'\" isn't closed", isIncomplete: true)
    }
    if let next = peek(), isNameStart(next) {
      throw LanguageError(
        SourceSpan(position - 1, position),
        "this \"'\" ends the quote, and a letter follows: a text with an apostrophe stands in "
          + "double quotes")
    }
  }

  /// `"text"`, or `"""text of many lines"""` without the line ends next to its quotes.
  ///
  /// Both know escapes and `${name}`.
  mutating func string() throws(LanguageError) {
    let start = position
    let quote = [UInt8](repeating: UInt8(ascii: "\""), count: 3)
    let isLong = bytes[position...].starts(with: quote)
    position += isLong ? 3 : 1
    if isLong && peek() == UInt8(ascii: "\n") { position += 1 }
    var text: [UInt8] = []
    var from = start
    func part() -> Word.Part {
      Word.Part(
        .quoted, String(decoding: text, as: UTF8.self), span: SourceSpan(from, position), in: "\"")
    }
    while let byte = peek() {
      if byte == UInt8(ascii: "\""), !isLong || bytes[position...].starts(with: quote) {
        if isLong && text.last == UInt8(ascii: "\n") { text.removeLast() }
        position += isLong ? 3 : 1
        if !text.isEmpty || parts.last?.kind != .quotedVariable { parts.append(part()) }
        return
      } else if byte == UInt8(ascii: "\\") {
        guard position + 1 < bytes.count else { break }
        text += try stringEscape()
      } else if byte == UInt8(ascii: "$") && peek(1) == UInt8(ascii: "{") {
        if !text.isEmpty { parts.append(part()) }
        try variable(.quotedVariable)
        text = []
        from = position
      } else {
        text.append(byte)
        position += 1
      }
    }
    position = bytes.count
    parts.append(part())
    throw LanguageError(
      SourceSpan(start, start + (isLong ? 3 : 1)), "'\(isLong ? "\"\"\"" : "\"")' isn't closed",
      isIncomplete: true)
  }

  /// The bytes that an escape in a string stands for.
  private mutating func stringEscape() throws(LanguageError) -> [UInt8] {
    let start = position
    if let length = joinedLineEnd() {
      position += length
      return []
    }
    guard let byte = peek(1) else { return [] }
    position += 2
    switch byte {
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "u"): return try unicodeEscape(from: start)
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "$"): return [byte]
    default:
      while let next = peek(), next & 0xC0 == 0x80 { position += 1 }
      let escape = String(decoding: bytes[start..<position], as: UTF8.self)
      throw LanguageError(
        SourceSpan(start, position),
        #"unknown escape '\#(escape)'; there are \n \t \r \" \' \\ \$ and \u{...}"#)
    }
  }

  /// `\u{1F600}`: a code point in hexadecimal, after its `\u`.
  private mutating func unicodeEscape(from start: Int) throws(LanguageError) -> [UInt8] {
    var digits: [UInt8] = []
    var isClosed = false
    if peek() == UInt8(ascii: "{") {
      position += 1
      while digits.count < 8, let byte = peek(), isNamePart(byte) {
        digits.append(byte)
        position += 1
      }
      isClosed = peek() == UInt8(ascii: "}")
      if isClosed { position += 1 }
    }
    let text = String(decoding: digits, as: UTF8.self)
    guard isClosed, let value = UInt32(text, radix: 16), let scalar = Unicode.Scalar(value) else {
      throw LanguageError(
        SourceSpan(start, position), #"expected a code point in hexadecimal, such as \u{1F600}"#)
    }
    return Array(String(Character(scalar)).utf8)
  }

  /// Whether the `$` here begins a variable: `$name`, `$1`, `${...}`.
  func startsVariable() -> Bool {
    peek(1).map { isNamePart($0) || $0 == UInt8(ascii: "{") } ?? false
  }

  /// `$name` or `${name}`.
  mutating func variable(_ kind: Word.Part.Kind) throws(LanguageError) {
    let start = position
    let isBraced = peek(1) == UInt8(ascii: "{")
    position += isBraced ? 2 : 1
    let from = position
    if let first = peek(), isDigit(first) {
      while let byte = peek(), isDigit(byte) { position += 1 }
    } else {
      while let byte = peek(), isNamePart(byte) { position += 1 }
    }
    let name = String(decoding: bytes[from..<position], as: UTF8.self)
    if isBraced {
      guard peek() == UInt8(ascii: "}"), !name.isEmpty else {
        throw LanguageError(
          SourceSpan(start, min(position + 1, bytes.count)), "expected a name and '}' after '${'",
          isIncomplete: position == bytes.count)
      }
      position += 1
    }
    parts.append(Word.Part(kind, name, span: SourceSpan(start, position)))
  }
}
