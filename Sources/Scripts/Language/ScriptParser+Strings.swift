extension ScriptParser {
  /// Reads a string: `{expression}` and `{expression:.2f}` in it are replaced by their values, `{{`
  /// and `}}` by braces.
  mutating func string() throws -> Syntax {
    let span = advance().span
    let bytes = source.bytes
    var pieces: [TextPiece] = []
    var text: [UInt8] = []
    func finishText() {
      if !text.isEmpty { pieces.append(.plain(String(decoding: text, as: UTF8.self))) }
      text = []
    }
    var position = span.start + 1
    let end = span.end - 1
    while position < end {
      let byte = bytes[position]
      let next = position + 1 < end ? bytes[position + 1] : 0
      switch byte {
      case UInt8(ascii: "\\"):
        guard let escaped = escapes[next] else {
          throw source.error(
            "a backslash stands before one of \\ \" ' n t { }",
            at: ScriptSpan(position, min(end, position + 2)))
        }
        text.append(escaped)
        position += 2
      case UInt8(ascii: "{") where next == byte, UInt8(ascii: "}") where next == byte:
        text.append(byte)
        position += 2
      case UInt8(ascii: "{"):
        finishText()
        let (piece, after) = try hole(from: position + 1, to: end)
        pieces.append(piece)
        position = after
      case UInt8(ascii: "}"):
        throw source.error(
          "a '}' in a string is written '}}'", at: ScriptSpan(position, position + 1))
      default:
        text.append(byte)
        position += 1
      }
    }
    finishText()
    if pieces.isEmpty { return try syntax(.literal(.string("")), span) }
    if pieces.count == 1, case .plain(let text) = pieces[0] {
      return try syntax(.literal(.string(text)), span)
    }
    return try syntax(.text(pieces), span)
  }

  /// Reads the expression and the format after a `{`.
  private mutating func hole(from start: Int, to end: Int) throws -> (TextPiece, after: Int) {
    let opening = ScriptSpan(start - 1, start)
    var (position, depth, quote) = (start, 0, UInt8(0))
    var colon: Int?
    scan: while position < end {
      let byte = source.bytes[position]
      switch byte {
      case _ where quote != 0: if byte == quote { quote = 0 }
      case UInt8(ascii: "}") where depth == 0: break scan
      case _ where colon != nil: break
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ":") where depth == 0: colon = position
      default: break
      }
      position += 1
    }
    guard position < end else {
      throw source.error("this '{' is not closed; a brace is written '{{'", at: opening)
    }
    let inside = ScriptSpan(start, colon ?? position)
    var format = TextFormat()
    if let colon {
      let span = ScriptSpan(colon + 1, position)
      guard let known = TextFormat(source[span]) else {
        throw source.error(
          "'\(source[span])' is no format; formats are such as '.2f', '>8', '5.1%' and 'd'",
          at: span)
      }
      format = known
    }
    let value = try nested { parser in
      var inner = try parser.inner(inside)
      let value = try inner.expression()
      guard inner.token.kind == .end else { throw inner.unexpected("'}'") }
      parser.slots = inner.slots
      return value
    }
    return (.value(value, format), position + 1)
  }
}

private let escapes: [UInt8: UInt8] = [
  UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "\""): UInt8(ascii: "\""),
  UInt8(ascii: "'"): UInt8(ascii: "'"), UInt8(ascii: "n"): UInt8(ascii: "\n"),
  UInt8(ascii: "t"): UInt8(ascii: "\t"), UInt8(ascii: "{"): UInt8(ascii: "{"),
  UInt8(ascii: "}"): UInt8(ascii: "}"),
]
