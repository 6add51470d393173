/// The bytes of a GGUF file without tensors.
public struct GGUFBytes {
  private var pairs: [UInt8] = []
  private var count = 0

  /// A file that says nothing.
  public init() {}

  /// The whole file.
  public var bytes: [UInt8] {
    let header = Array("GGUF".utf8) + Self.number(3, 4) + Self.number(0, 8) + Self.number(count, 8)
    return header + pairs
      + Array(repeating: 0, count: (32 - (header.count + pairs.count) % 32) % 32)
  }

  /// Adds a string.
  public mutating func add(_ key: String, _ value: String) { add(key, 8, Self.string(value)) }

  /// Adds an unsigned integer.
  public mutating func add(_ key: String, _ value: Int) { add(key, 4, Self.number(value, 4)) }

  /// Adds a list of strings.
  public mutating func add(_ key: String, _ values: [String]) {
    add(key, 9, Self.number(8, 4) + Self.number(values.count, 8) + values.flatMap(Self.string))
  }

  /// Adds a truth value.
  public mutating func add(_ key: String, _ value: Bool) { add(key, 7, [value ? 1 : 0]) }

  /// Adds a list of numbers.
  public mutating func add(_ key: String, _ values: [Double]) {
    let bits = values.map { Int(Float($0).bitPattern) }
    add(
      key, 9, Self.number(6, 4) + Self.number(bits.count, 8) + bits.flatMap { Self.number($0, 4) })
  }

  /// Adds a list of integers.
  public mutating func add(_ key: String, _ values: [Int]) {
    add(
      key, 9,
      Self.number(5, 4) + Self.number(values.count, 8) + values.flatMap { Self.number($0, 4) })
  }

  private mutating func add(_ key: String, _ type: Int, _ value: [UInt8]) {
    pairs += Self.string(key) + Self.number(type, 4) + value
    count += 1
  }

  private static func string(_ value: String) -> [UInt8] {
    number(value.utf8.count, 8) + Array(value.utf8)
  }

  private static func number(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
}
