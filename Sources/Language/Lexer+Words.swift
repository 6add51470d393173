extension Lexer {
  /// A word, from its first byte, which is no space and no operator.
  mutating func word() throws(LanguageError) -> Word {
    let start = position
    parts = []
    while let byte = peek(), try !endsWord(byte, from: start) {
      switch byte {
      case UInt8(ascii: "'") where !isApostrophe(since: start): try rawString()
      case UInt8(ascii: "\""): try string()
      case UInt8(ascii: "$") where startsVariable(): try variable(.variable)
      case UInt8(ascii: "["): try brackets()
      case UInt8(ascii: "\\"): try escape()
      default: try bare()
      }
    }
    return Word(parts: parts, span: SourceSpan(start, position))
  }

  /// Whether the `'` here follows a letter of a bare word, as in "It's": then it is one of its
  /// letters.
  private func isApostrophe(since start: Int) -> Bool {
    guard position > start, let last = parts.last, last.kind == .bare else { return false }
    let before = bytes[position - 1]
    return isNamePart(before) || before >= 0x80
  }

  private func endsWord(_ byte: UInt8, from start: Int) throws(LanguageError) -> Bool {
    switch byte {
    case UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "<"):
      return true
    case UInt8(ascii: ">"):
      // In other shells `2>` redirects what is not a result; here it would save a number's results.
      if bytes[start..<position].allSatisfy(isDigit) {
        throw LanguageError(
          SourceSpan(start, position + 1),
          "a number right before '>' has no meaning here; only results are redirected: '> FILE'")
      }
      return true
    case UInt8(ascii: "&"):
      // `a&b` is a word, as in a URL; `a&` and `a &` run in the background.
      guard let next = peek(1) else { return true }
      return isBlank(next) || next == UInt8(ascii: "\n") || next == UInt8(ascii: ";")
    default: return isBlank(byte) || joinedLineEnd() != nil
    }
  }

  private mutating func add(_ kind: Word.Part.Kind, _ text: String, from start: Int) {
    let span = SourceSpan(start, position)
    if kind == .bare, let last = parts.last, last.kind == .bare {
      parts[parts.count - 1] = Word.Part(
        .bare, last.text + text, span: last.span.joined(with: span))
    } else {
      parts.append(Word.Part(kind, text, span: span))
    }
  }

  /// Bytes without a meaning of their own, at least one.
  private mutating func bare() throws(LanguageError) {
    let start = position
    while let byte = peek() {
      let isSpecial = isBlank(byte) || Lexer.special.contains(byte)
      if isSpecial && position > start { break }
      if byte < 0x20 || byte == 0x7F {
        throw LanguageError(
          SourceSpan(position, position + 1),
          "a control character (byte \(byte)) stands outside quotes")
      }
      try refuseLookalikes()
      position += 1
    }
    add(.bare, String(decoding: bytes[start..<position], as: UTF8.self), from: start)
  }

  private static let special = Set("'\"$[\\\n;|<>&".utf8)

  /// What word processors put in the place of spaces and quotes would pass for letters.
  private func refuseLookalikes() throws(LanguageError) {
    let lookalikes: [([UInt8], String)] = [
      ([0xC2, 0xA0], "a no-break space"), ([0xE2, 0x80, 0x9C], "a typographic quote"),
      ([0xE2, 0x80, 0x9D], "a typographic quote"),
    ]
    guard peek().map({ $0 == 0xC2 || $0 == 0xE2 }) == true else { return }
    for (sequence, name) in lookalikes where bytes[position...].starts(with: sequence) {
      throw LanguageError(
        SourceSpan(position, position + sequence.count),
        "\(name) stands outside quotes; type a plain one")
    }
  }

  /// `\` and a character that has a meaning takes the meaning away; before letters it stays.
  private mutating func escape() throws(LanguageError) {
    let start = position
    guard let next = peek(1) else {
      throw LanguageError(
        SourceSpan(start, start + 1), "nothing follows the '\\' at the end", isIncomplete: true)
    }
    let isLetter = isNamePart(next) || next >= 0x80
    position += isLetter ? 1 : 2
    let text = String(decoding: bytes[(isLetter ? start : start + 1)..<position], as: UTF8.self)
    add(isLetter ? .bare : .quoted, text, from: start)
  }

  /// `[...]`: tokens of a prompt, which keep spaces and quotes up to the bracket that closes them.
  private mutating func brackets() throws(LanguageError) {
    let open = position
    var start = position
    var depth = 0
    repeat {
      guard let byte = peek() else {
        add(.bare, String(decoding: bytes[start...], as: UTF8.self), from: start)
        throw LanguageError(SourceSpan(open, open + 1), "'[' isn't closed", isIncomplete: true)
      }
      switch byte {
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""), UInt8(ascii: "'"): try skipQuoted(by: byte, since: start)
      case UInt8(ascii: "$") where startsVariable():
        add(.bare, String(decoding: bytes[start..<position], as: UTF8.self), from: start)
        try variable(.variable)
        start = position
        continue
      default: break
      }
      position += 1
    } while depth > 0
    add(.bare, String(decoding: bytes[start..<position], as: UTF8.self), from: start)
  }

  /// Goes to the quote that closes the one here; a backslash may hide one in double quotes.
  private mutating func skipQuoted(by quote: UInt8, since start: Int) throws(LanguageError) {
    let open = position
    position += 1
    while let byte = peek(), byte != quote {
      position += byte == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") ? 2 : 1
    }
    if position >= bytes.count {
      position = bytes.count
      add(.bare, String(decoding: bytes[start...], as: UTF8.self), from: start)
      throw LanguageError(SourceSpan(open, open + 1), "this quote isn't closed", isIncomplete: true)
    }
  }
}
