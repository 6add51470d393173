import Files
import Formats
import Foundation

/// A GGUF file taken apart, to write it again with other metadata or tensors.
struct GGUFParts {
  struct Tensor {
    var name: String
    /// Slowest axis first.
    var shape: [Int]
    /// ggml's number.
    var type: UInt32
    var bytes: [UInt8]
  }

  enum Value {
    case text(String)
    case float(Float)
    case number(Int)
    case long(UInt64)
    case list([Int])
  }

  /// Keys with the bytes of their types and values.
  private var values: [(key: String, bytes: [UInt8])] = []
  var tensors: [Tensor] = []

  var keys: [String] { values.map(\.key) }

  init(_ path: String) throws {
    let data = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let stored = try GGUFFile(path: path).tensors
    var at = 8
    func number(_ count: Int) -> Int {
      defer { at += count }
      return (0..<count).reduce(0) { $0 | Int(data[at + $1]) << (8 * $1) }
    }
    func text() -> String {
      let count = number(8)
      defer { at += count }
      return String(decoding: data[at..<at + count], as: UTF8.self)
    }
    let sizes = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8]
    func pass(_ type: Int) {
      switch type {
      case 8: _ = text()
      case 9:
        let (element, count) = (number(4), number(8))
        for _ in 0..<count { pass(element) }
      default: at += sizes[type]
      }
    }
    let (tensorCount, valueCount) = (number(8), number(8))
    for _ in 0..<valueCount {
      let key = text()
      let start = at
      pass(number(4))
      values.append((key, Array(data[start..<at])))
    }
    for _ in 0..<tensorCount {
      let name = text()
      let shape = (0..<number(4)).map { _ in number(8) }
      let type = UInt32(number(4))
      _ = number(8)
      let bytes = stored[name].map { tensor in
        unsafe tensor.file.withBytes(tensor.bytes) { unsafe Array($0) }
      }
      tensors.append(Tensor(name: name, shape: shape.reversed(), type: type, bytes: bytes ?? []))
    }
  }

  mutating func remove(_ key: String) { values.removeAll { $0.key == key } }

  mutating func rename(_ key: String, _ other: String) {
    for place in values.indices where values[place].key == key { values[place].key = other }
  }

  mutating func set(_ key: String, _ value: Value) {
    remove(key)
    let bytes: [UInt8] =
      switch value {
      case .text(let text): Self.little(UInt32(8)) + Self.string(text)
      case .float(let number): Self.little(UInt32(6)) + Self.little(number.bitPattern)
      case .number(let number): Self.little(UInt32(4)) + Self.little(UInt32(number))
      case .long(let number): Self.little(UInt32(10)) + Self.little(number)
      case .list(let numbers):
        Self.little(UInt32(9)) + Self.little(UInt32(5)) + Self.little(UInt64(numbers.count))
          + numbers.flatMap { Self.little(Int32($0)) }
      }
    values.append((key, bytes))
  }

  /// The number of 32 bits under `key`.
  func number(_ key: String) -> Int? {
    values.first { $0.key == key }.map { value in
      (0..<4).reduce(0) { $0 | Int(value.bytes[4 + $1]) << (8 * $1) }
    }
  }

  /// The whole file.
  var bytes: [UInt8] {
    var (infos, data): ([UInt8], [UInt8]) = ([], [])
    for tensor in tensors {
      data += [UInt8](repeating: 0, count: (32 - data.count % 32) % 32)
      infos += Self.string(tensor.name) + Self.little(UInt32(tensor.shape.count))
      for axis in tensor.shape.reversed() { infos += Self.little(UInt64(axis)) }
      infos += Self.little(tensor.type) + Self.little(UInt64(data.count))
      data += tensor.bytes
    }
    var file = Array("GGUF".utf8) + Self.little(UInt32(3))
    file += Self.little(UInt64(tensors.count)) + Self.little(UInt64(values.count))
    for value in values { file += Self.string(value.key) + value.bytes }
    file += infos
    file += [UInt8](repeating: 0, count: (32 - file.count % 32) % 32)
    return file + data
  }

  private static func string(_ text: String) -> [UInt8] {
    little(UInt64(text.utf8.count)) + Array(text.utf8)
  }

  private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
    unsafe withUnsafeBytes(of: number.littleEndian) { unsafe Array($0) }
  }
}
