// The grammar is RFC 8259, https://www.rfc-editor.org/rfc/rfc8259.

/// Reads the words of a JSON text one after another: marks, strings and numbers.
///
/// `JSONParser` makes values of them, `JSONCursor` passes over most. The bytes need to stay valid as long as it
/// is used.
@safe package struct JSONScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// Number of bytes.
  package let count: Int
  /// The index of the next byte.
  package var at: Int

  /// Starts at `place` of `bytes`.
  package init(_ bytes: UnsafeBufferPointer<UInt8>, at place: Int = 0) {
    unsafe self.bytes = bytes
    count = bytes.count
    at = place
  }

  /// The byte `offset` places on, or 0 past the end; no JSON text contains a 0.
  @inline(__always) package func peek(_ offset: Int = 0) -> UInt8 {
    at + offset < count ? unsafe bytes[at + offset] : 0
  }

  /// Skips white space.
  @inline(__always) package mutating func skipSpace() {
    while true {
      switch peek() {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): at += 1
      default: return
      }
    }
  }
}

extension JSONScanner {
  /// Reads the number that is next.
  ///
  /// - Throws: `JSONError`.
  package mutating func number() throws -> JSON {
    let start = at
    var digits: UInt64 = 0  // the digits so far as one integer; meaningless once there are over 19
    var digitCount = 0
    var exponent = 0
    let negative = peek() == UInt8(ascii: "-")
    if negative { at += 1 }

    /// Passes a run of digits; returns how many.
    func run(_ scanner: inout JSONScanner) -> Int {
      let start = scanner.at
      while case let digit = scanner.peek() &- UInt8(ascii: "0"), digit < 10 {
        digits = digits &* 10 &+ UInt64(digit)
        scanner.at += 1
      }
      digitCount += scanner.at - start
      return scanner.at - start
    }

    let leadingZero = peek() == UInt8(ascii: "0")
    let whole = run(&self)
    guard whole > 0 else { throw unexpected("a digit") }
    if leadingZero && whole > 1 {
      at = start
      throw error("a number begins with a superfluous 0")
    }
    var isInteger = true
    if peek() == UInt8(ascii: ".") {
      isInteger = false
      at += 1
      exponent = -run(&self)
      guard exponent < 0 else { throw unexpected("a digit after '.'") }
    }
    if peek() | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      exponent += try self.exponent()
    }
    if isInteger, digitCount <= 19 {
      if let value = Int(exactly: digits) { return .integer(negative ? -value : value) }
      if negative, digits == UInt64(Int.min.magnitude) { return .integer(.min) }
    }
    if isInteger { return .longInteger(text(start..<at)) }
    // Both the digits and the power are exact doubles, so one rounding gives the nearest (Clinger, 1990).
    if digitCount <= 19, digits <= 1 << 53, abs(exponent) < Self.powers.count {
      let power = Self.powers[abs(exponent)]
      let value = exponent < 0 ? Double(digits) / power : Double(digits) * power
      return .number(negative ? -value : value)
    }
    guard let value = Double(text(start..<at)) else { throw unexpected("a number") }
    return .number(value)
  }

  /// The number after `e` or `E`, at most 10,000: beyond that the slow path has to judge anyway.
  private mutating func exponent() throws -> Int {
    at += 1
    let negative = peek() == UInt8(ascii: "-")
    if negative || peek() == UInt8(ascii: "+") { at += 1 }
    guard peek() &- UInt8(ascii: "0") < 10 else { throw unexpected("a digit of an exponent") }
    var exponent = 0
    while case let digit = peek() &- UInt8(ascii: "0"), digit < 10 {
      exponent = min(exponent * 10 + Int(digit), 10_000)
      at += 1
    }
    return negative ? -exponent : exponent
  }

  private static let powers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]
}

extension JSONScanner {
  /// Reads the string that is next.
  ///
  /// - Throws: `JSONError`.
  package mutating func string() throws -> String {
    at += 1
    let start = at
    skipPlain()
    if peek() == UInt8(ascii: "\""), at < count {
      at += 1
      return text(start..<at - 1)
    }
    var unescaped = unsafe Array(bytes[start..<at])
    try appendRest(to: &unescaped)
    return String(decoding: unescaped, as: UTF8.self)
  }

  /// Reads the string that is next and appends its bytes, unescaped.
  ///
  /// - Throws: `JSONError`.
  package mutating func appendString(to result: inout [UInt8]) throws {
    guard peek() == UInt8(ascii: "\"") else { throw unexpected("a string in double quotes") }
    at += 1
    try appendRest(to: &result)
  }

  private mutating func appendRest(to result: inout [UInt8]) throws {
    while true {
      let plain = at
      skipPlain()
      unsafe result.append(contentsOf: bytes[plain..<at])
      switch peek() {
      case UInt8(ascii: "\""):
        at += 1
        return
      case UInt8(ascii: "\\"):
        result.append(contentsOf: try escape().utf8)
      default:
        if at == count { throw error("the text ends inside a string") }
        throw error("a string holds the control character \(peek()), which must be escaped")
      }
    }
  }

  /// Skips the string that is next.
  ///
  /// - Throws: `JSONError` where it has no end.
  package mutating func skipString() throws {
    at += 1
    while at < count {
      skipPlain()
      let byte = peek()
      at += byte == UInt8(ascii: "\\") ? 2 : 1
      if byte == UInt8(ascii: "\"") { return }
    }
    at = count
    throw error("the text ends inside a string")
  }

  /// Passes bytes that stand for themselves in a string, eight at a time while there are eight.
  private mutating func skipPlain() {
    while at + 8 <= count, let base = unsafe bytes.baseAddress {
      let word = unsafe UnsafeRawPointer(base).loadUnaligned(fromByteOffset: at, as: UInt64.self)
      let special = Self.marks(of: word)
      at += special == 0 ? 8 : special.trailingZeroBitCount / 8
      if special != 0 { return }
    }
    while at < count {
      let byte = peek()
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { return }
      at += 1
    }
  }

  /// The top bit of each byte of `word` that ends plain text; above the lowest one there may be more.
  ///
  /// A byte below n loses its top bit's absence to a subtraction of n, so does 0 to one of 1, and a byte
  /// that is equal to another is 0 after an exclusive or.
  private static func marks(of word: UInt64) -> UInt64 {
    let (ones, tops): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    let quote = word ^ ones &* UInt64(UInt8(ascii: "\""))
    let backslash = word ^ ones &* UInt64(UInt8(ascii: "\\"))
    let control = (word &- ones &* 0x20) & ~word
    return (control | (quote &- ones) & ~quote | (backslash &- ones) & ~backslash) & tops
  }

  private mutating func escape() throws -> Unicode.Scalar {
    let start = at
    let letter = peek(1)
    at += 2
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default:
      at = start
      throw error("an escape is none of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX")
    }
  }

  /// The four digits after `\u`, and those of the low surrogate if they begin a pair.
  private mutating func unicodeEscape() throws -> Unicode.Scalar {
    let unit = try hexadecimal()
    if unit & 0xFC00 == 0xD800, peek() == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u") {
      let start = at
      at += 2
      let low = try hexadecimal()
      if low & 0xFC00 == 0xDC00 {
        return Unicode.Scalar(0x10000 + (unit & 0x3FF) << 10 + low & 0x3FF) ?? "\u{FFFD}"
      }
      at = start  // a lone surrogate; what follows is an escape of its own
    }
    return Unicode.Scalar(unit) ?? "\u{FFFD}"
  }

  private mutating func hexadecimal() throws -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let byte = peek()
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte & 15)
      case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"):
        value = value << 4 | UInt32(byte & 15 + 9)
      default: throw unexpected("four hexadecimal digits after \\u")
      }
      at += 1
    }
    return value
  }
}

extension JSONScanner {
  /// Checks once that the whole text is valid UTF-8.
  package func checkEncoding() throws {
    do throws(UTF8.ValidationError) {
      _ = try unsafe UTF8Span(validating: bytes.span)
    } catch {
      throw self.error("the bytes here are not UTF-8", at: error.byteOffsets.lowerBound)
    }
  }

  /// The bytes of a range as text.
  package func text(_ range: Range<Int>) -> String {
    unsafe String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }

  /// The error for something else than `expected` at the next byte.
  package func unexpected(_ expected: String) -> JSONError {
    guard at < count else { return error("the text ends where \(expected) is expected") }
    let byte = unsafe bytes[at]
    let found =
      byte > 0x20 && byte < 0x7F
      ? "'\(Unicode.Scalar(byte))'" : "byte 0x\(String(byte, radix: 16, uppercase: true))"
    return error("\(found) where \(expected) is expected")
  }

  /// An error at a place, by default the next byte.
  package func error(_ problem: String, at place: Int? = nil) -> JSONError {
    let before = unsafe bytes[..<min(place ?? at, count)]
    let lineFeed = unsafe before.lastIndex(of: UInt8(ascii: "\n"))
    let lines = unsafe before.count { $0 == UInt8(ascii: "\n") }
    let characters = unsafe before[((lineFeed ?? -1) + 1)...].count { $0 & 0xC0 != 0x80 }
    return JSONError(line: lines + 1, column: characters + 1, problem: problem)
  }
}
