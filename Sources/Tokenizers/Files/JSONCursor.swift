/// Walks over the bytes of a JSON text without making values of them.
///
/// The vocabulary and merges of a tokenizer.json are most of its bytes: read here, they go straight
/// into tables. All else is left to `JSON`, which also checks what this cursor only skips.
struct JSONCursor {
  private let bytes: [UInt8]

  /// The next byte to read.
  private(set) var place: Int

  /// Starts at `place` of `bytes`.
  init(_ bytes: [UInt8], at place: Int = 0) {
    self.bytes = bytes
    self.place = place
  }

  /// The next byte that is no white space, which stays the next; 0 at the end.
  mutating func peek() -> UInt8 {
    while place < bytes.count {
      let byte = bytes[place]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
      place += 1
    }
    return 0
  }

  /// Steps over `byte` if it is the next one that is no white space.
  mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte, place < bytes.count else { return false }
    place += 1
    return true
  }

  /// Steps over `byte`; throws if something else is next.
  mutating func expect(_ byte: UInt8) throws {
    guard take(byte) else {
      throw error("expected '\(Character(Unicode.Scalar(byte)))'")
    }
  }

  /// Calls `body` for each element of the list that is next; `body` reads it.
  mutating func forEachElement(_ body: (inout JSONCursor) throws -> Void) throws {
    try expect(0x5B)
    if take(0x5D) { return }
    repeat { try body(&self) } while take(0x2C)
    try expect(0x5D)
  }

  /// Calls `body` for each key of the object that is next, unescaped; `body` reads the value.
  mutating func forEachKey(_ body: (inout JSONCursor, [UInt8]) throws -> Void) throws {
    try expect(0x7B)
    if take(0x7D) { return }
    var key: [UInt8] = []
    repeat {
      key.removeAll(keepingCapacity: true)
      try appendString(to: &key)
      try expect(0x3A)
      try body(&self, key)
    } while take(0x2C)
    try expect(0x7D)
  }

  /// Reads the integer that is next.
  mutating func integer() throws -> Int {
    _ = peek()
    var value = 0
    let start = place
    let isNegative = place < bytes.count && bytes[place] == 0x2D
    if isNegative { place += 1 }
    let digits = place
    while place < bytes.count, (0x30...0x39).contains(bytes[place]), place - digits < 18 {
      value = value * 10 + Int(bytes[place] - 0x30)
      place += 1
    }
    if place == digits || (place < bytes.count && [0x2E, 0x65, 0x45].contains(bytes[place])) {
      place = start
      throw error("expected an integer")
    }
    return isNegative ? -value : value
  }

  /// Reads the number that is next.
  mutating func number() throws -> Double {
    _ = peek()
    let start = place
    while place < bytes.count, Self.isInLiteral(bytes[place]) { place += 1 }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      place = start
      throw error("expected a number")
    }
    return value
  }

  /// Reads the string that is next and appends its bytes, unescaped.
  mutating func appendString(to result: inout [UInt8]) throws {
    try expect(0x22)
    while place < bytes.count {
      let byte = bytes[place]
      if byte == 0x22 {
        place += 1
        return
      }
      guard byte >= 0x20 else { throw error("a control character stands in a string") }
      if byte == 0x5C {
        try appendEscape(to: &result)
      } else {
        result.append(byte)
        place += 1
      }
    }
    throw error("a string is not closed")
  }

  private mutating func appendEscape(to result: inout [UInt8]) throws {
    let letter = place + 1 < bytes.count ? bytes[place + 1] : 0
    if letter == 0x75 {
      var code = try hexadecimal(at: place + 2)
      place += 6
      if (0xD800..<0xDC00).contains(code), place + 1 < bytes.count, bytes[place] == 0x5C,
        bytes[place + 1] == 0x75
      {
        let low = try hexadecimal(at: place + 2)
        if (0xDC00..<0xE000).contains(low) {
          code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
          place += 6
        }
      }
      result.append(utf8: Unicode.Scalar(code) ?? "\u{FFFD}")
      return
    }
    let escapes: [UInt8: UInt8] = [
      0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D,
      0x74: 0x09,
    ]
    guard let byte = escapes[letter] else { throw error("an escape in a string is unknown") }
    result.append(byte)
    place += 2
  }

  private func hexadecimal(at start: Int) throws -> UInt32 {
    guard start + 4 <= bytes.count else { throw error("a string is not closed") }
    var value: UInt32 = 0
    for byte in bytes[start..<start + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error("\\u needs four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  /// Steps over the value that is next, whatever it is.
  mutating func skipValue() throws {
    var depth = 0
    repeat {
      switch peek() {
      case 0x22: try skipString()
      case 0x5B, 0x7B:
        depth += 1
        place += 1
      case 0x5D, 0x7D:
        depth -= 1
        place += 1
        guard depth >= 0 else { throw error("a bracket closes nothing") }
      case 0: throw error("the text ends too early")
      case 0x2C, 0x3A:
        guard depth > 0 else { throw error("expected a value") }
        place += 1
      default:
        while place < bytes.count, Self.isInLiteral(bytes[place]) { place += 1 }
      }
    } while depth > 0
  }

  private mutating func skipString() throws {
    place += 1
    while place < bytes.count {
      let byte = bytes[place]
      place += byte == 0x5C ? 2 : 1
      if byte == 0x22 { return }
    }
    throw error("a string is not closed")
  }

  /// Whether `byte` goes on with a number or word; all but white space and JSON's marks.
  private static func isInLiteral(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x0A, 0x0D, 0x09, 0x22, 0x2C, 0x3A, 0x5B, 0x5D, 0x7B, 0x7D, 0: false
    default: true
    }
  }

  /// An error that names the line of the next byte.
  func error(_ problem: String) -> TokenizerError {
    let line = bytes.prefix(min(place, bytes.count)).count { $0 == 0x0A } + 1
    return .invalid("line \(line), byte \(place): \(problem)")
  }
}
