/// One pass over the bytes of a JSON text, which makes a value of them.
///
/// Beside JSON's own words it knows Python's three for numbers that have no digits.
struct JSONParser {
  private var scanner: JSONScanner
  private var depth = 0

  private static let deepest = 256

  /// Parses one value with only white space around it; the bytes need to stay valid during the call
  /// only.
  static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws -> JSON {
    var parser = unsafe JSONParser(scanner: JSONScanner(bytes))
    try parser.scanner.checkEncoding()
    if parser.scanner.peek() == 0xEF, parser.scanner.peek(1) == 0xBB, parser.scanner.peek(2) == 0xBF
    {
      throw parser.scanner.error("the text begins with a byte order mark, which JSON forbids")
    }
    parser.scanner.skipSpace()
    let value = try parser.value()
    parser.scanner.skipSpace()
    if parser.scanner.at < parser.scanner.count {
      throw parser.scanner.error("text follows the value")
    }
    return value
  }

  private mutating func value() throws -> JSON {
    switch scanner.peek() {
    case UInt8(ascii: "\""): return .string(try scanner.string())
    case UInt8(ascii: "{"): return .object(try nested { parser in try parser.object() })
    case UInt8(ascii: "["): return .array(try nested { parser in try parser.array() })
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "N"): return try word("NaN", .number(.nan))
    case UInt8(ascii: "I"): return try word("Infinity", .number(.infinity))
    case UInt8(ascii: "-") where scanner.peek(1) == UInt8(ascii: "I"):
      return try word("-Infinity", .number(-.infinity))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try scanner.number()
    default: throw scanner.unexpected("a value")
    }
  }

  private mutating func nested<Value>(
    _ body: (inout JSONParser) throws -> Value
  ) throws -> Value {
    guard depth < Self.deepest else {
      throw scanner.error("arrays and objects nest deeper than \(Self.deepest)")
    }
    depth += 1
    defer { depth -= 1 }
    scanner.at += 1
    scanner.skipSpace()
    return try body(&self)
  }

  private mutating func object() throws -> JSONObject {
    var object = JSONObject()
    if scanner.peek() == UInt8(ascii: "}") {
      scanner.at += 1
      return object
    }
    while true {
      let start = scanner.at
      guard scanner.peek() == UInt8(ascii: "\"") else {
        throw scanner.unexpected("a key in double quotes")
      }
      let key = try scanner.string()
      scanner.skipSpace()
      guard scanner.peek() == UInt8(ascii: ":") else { throw scanner.unexpected("':' after a key") }
      scanner.at += 1
      scanner.skipSpace()
      guard object.insert(key, try value()) else {
        scanner.at = start
        throw scanner.error("the key \(JSON.string(key).text) comes twice")
      }
      scanner.skipSpace()
      if try closes(UInt8(ascii: "}"), "',' or '}' in an object") { return object }
    }
  }

  private mutating func array() throws -> [JSON] {
    var array: [JSON] = []
    if scanner.peek() == UInt8(ascii: "]") {
      scanner.at += 1
      return array
    }
    while true {
      array.append(try value())
      scanner.skipSpace()
      if try closes(UInt8(ascii: "]"), "',' or ']' in an array") { return array }
    }
  }

  /// Passes the `closer`, or a comma and the space after it, and tells which.
  private mutating func closes(_ closer: UInt8, _ expected: String) throws -> Bool {
    let byte = scanner.peek()
    guard byte == closer || byte == UInt8(ascii: ",") else { throw scanner.unexpected(expected) }
    scanner.at += 1
    scanner.skipSpace()
    return byte == closer
  }

  private mutating func word(_ word: StaticString, _ value: JSON) throws -> JSON {
    for offset in 0..<word.utf8CodeUnitCount {
      guard unsafe scanner.peek(offset) == word.utf8Start[offset] else {
        throw scanner.unexpected("a value")
      }
    }
    scanner.at += word.utf8CodeUnitCount
    return value
  }
}
