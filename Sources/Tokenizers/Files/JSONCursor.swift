internal import Formats

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

  /// Has a scanner go on from here.
  private mutating func scan<Result>(
    _ body: (inout JSONScanner) throws -> Result
  ) throws -> Result {
    try unsafe bytes.withUnsafeBufferPointer { bytes in
      var scanner = unsafe JSONScanner(bytes, at: place)
      defer { place = scanner.at }
      do {
        return try body(&scanner)
      } catch let error as JSONError {
        throw TokenizerError.invalid(error.description)
      }
    }
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
      throw try scan { scanner in
        TokenizerError.invalid(
          scanner.unexpected("'\(Character(Unicode.Scalar(byte)))'").description)
      }
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
    return try scan { scanner in
      let start = scanner.at
      guard case .integer(let value) = try scanner.number() else {
        throw scanner.error("a number where an integer is expected", at: start)
      }
      return value
    }
  }

  /// Reads the number that is next.
  mutating func number() throws -> Double {
    _ = peek()
    return try scan { scanner in
      let start = scanner.at
      guard let value = try scanner.number().doubleValue, value.isFinite else {
        throw scanner.error("a number that is too large", at: start)
      }
      return value
    }
  }

  /// Reads the string that is next and appends its bytes, unescaped.
  mutating func appendString(to result: inout [UInt8]) throws {
    _ = peek()
    try scan { scanner in try scanner.appendString(to: &result) }
  }

  /// Steps over the value that is next, whatever it is.
  mutating func skipValue() throws {
    var depth = 0
    repeat {
      switch peek() {
      case 0x22: try scan { scanner in try scanner.skipString() }
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

  /// Whether `byte` goes on with a number or word; all but white space and JSON's marks.
  private static func isInLiteral(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x0A, 0x0D, 0x09, 0x22, 0x2C, 0x3A, 0x5B, 0x5D, 0x7B, 0x7D, 0: false
    default: true
    }
  }

  /// An error that names the place of the next byte.
  func error(_ problem: String) -> TokenizerError {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      .invalid(unsafe JSONScanner(bytes, at: place).error(problem).description)
    }
  }
}
