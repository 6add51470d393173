internal import Files

/// A JSON value (RFC 8259) that keeps what Python's `json` module keeps.
///
/// Integers stay apart from other numbers, objects keep their order, and `NaN`, `Infinity` and
/// `-Infinity` are numbers. Parsing and printing a text that Python wrote gives the same text.
public enum JSON: Equatable, Sendable {
  /// The literal `null`.
  case null
  /// The literals `true` and `false`.
  case bool(Bool)
  /// A number without fraction and exponent that fits into 64 bits.
  case integer(Int)
  /// A number without fraction and exponent that does not fit into 64 bits, as its digits.
  case longInteger(String)
  /// Every other number.
  case number(Double)
  /// A string; the escape of a lone surrogate, which no Swift string can hold, becomes U+FFFD.
  case string(String)
  /// A list of values.
  case array([JSON])
  /// Values under keys, in order.
  case object(JSONObject)

  /// Parses one value with only white space around it.
  ///
  /// - Throws: `JSONError` where the bytes are not RFC 8259 in UTF-8, a key comes twice in one object, or
  ///   arrays and objects nest more than 256 deep.
  public init(parsing bytes: some Collection<UInt8>) throws {
    let parsed = try bytes.withContiguousStorageIfAvailable { bytes in
      try unsafe JSONParser.parse(bytes)
    }
    self =
      try unsafe parsed ?? Array(bytes).withUnsafeBufferPointer { try unsafe JSONParser.parse($0) }
  }

  /// Parses one value with only white space around it; throws as `init(parsing:)` of bytes does.
  public init(parsing text: String) throws {
    var text = text
    self = try text.withUTF8 { try unsafe JSONParser.parse($0) }
  }

  /// The value in the file at `path`.
  ///
  /// - Throws: `FormatError` where the file can't be read or is not JSON.
  public static func load(path: String) throws -> JSON {
    do {
      return try JSON(parsing: readFile(path))
    } catch let error as JSONError {
      throw FormatError(path: path, problem: error.description)
    }
  }

  /// The string, if this is one.
  public var stringValue: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The integer, if this is one.
  public var integerValue: Int? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// The number, if this is an integer or another number.
  public var doubleValue: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .longInteger(let digits): Double(digits)
    case .number(let value): value
    default: nil
    }
  }

  /// The truth value, if this is one; 0 and 1 are not.
  public var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The elements, if this is an array.
  public var arrayValue: [JSON]? {
    if case .array(let value) = self { value } else { nil }
  }

  /// The object, if this is one.
  public var objectValue: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// The value under `key`, if this is an object that has it.
  public subscript(key: String) -> JSON? {
    if case .object(let value) = self { value[key] } else { nil }
  }
}

/// Why a text is not JSON, and where.
public struct JSONError: Error, Equatable, CustomStringConvertible {
  /// Line of the offending byte, from 1; only line feeds end lines.
  public let line: Int

  /// Column of the offending byte in code points, from 1.
  public let column: Int

  /// What was found and what is allowed there.
  public let problem: String

  /// The place, then the problem.
  public var description: String { "line \(line), column \(column): \(problem)" }
}
