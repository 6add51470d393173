/// Writes a GGUF file byte by byte, for tests that need one of their own.
struct GGUFBuilder {
  var version: UInt32 = 3
  var alignment = 32
  private var values: [UInt8] = []
  private var valueCount = 0
  private var infos: [UInt8] = []
  private var data: [UInt8] = []
  private var tensorCount = 0

  /// Adds a metadata value whose bytes, after the type, are `bytes`.
  mutating func add(_ key: String, type: UInt32, _ bytes: [UInt8]) {
    values += string(key) + little(type) + bytes
    valueCount += 1
  }

  /// Adds an array of `count` elements whose bytes are `bytes`.
  mutating func add(_ key: String, arrayOf type: UInt32, count: Int, _ bytes: [UInt8]) {
    add(key, type: 9, little(type) + little(UInt64(count)) + bytes)
  }

  mutating func add(_ key: String, strings: [String]) {
    add(key, arrayOf: 8, count: strings.count, strings.flatMap { string($0) })
  }

  /// Adds a tensor; `shape` is slowest axis first, `type` ggml's number.
  mutating func addTensor(_ name: String, _ shape: [Int], type: UInt32, _ bytes: [UInt8]) {
    while data.count % alignment != 0 { data.append(0) }
    infos += string(name) + little(UInt32(shape.count))
    for axis in shape.reversed() { infos += little(UInt64(axis)) }
    infos += little(type) + little(UInt64(data.count))
    data += bytes
    tensorCount += 1
  }

  /// The whole file.
  var bytes: [UInt8] {
    var file = Array("GGUF".utf8) + little(version)
    file += little(UInt64(tensorCount)) + little(UInt64(valueCount)) + values + infos
    while file.count % alignment != 0 { file.append(0) }
    return file + data
  }

  /// A string with its length before it.
  func string(_ text: String) -> [UInt8] { little(UInt64(text.utf8.count)) + Array(text.utf8) }
}

/// The bytes of a number, lowest first.
func little(_ number: some FixedWidthInteger) -> [UInt8] {
  unsafe withUnsafeBytes(of: number.littleEndian) { unsafe Array($0) }
}

/// The bytes that a text of hexadecimal digits stands for.
func bytes(hex text: String) -> [UInt8] {
  let digits = text.utf8.map { UInt8($0 > 0x40 ? $0 - 0x57 : $0 - 0x30) }
  return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// The little-endian 32-bit words of `bytes`.
func words(_ bytes: [UInt8]) -> [UInt32] {
  stride(from: 0, to: bytes.count, by: 4).map { start in
    (0..<4).reduce(0) { $0 | UInt32(bytes[start + $1]) << (8 * $1) }
  }
}
