import Files
import Formats
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct QuantizationTests {
  /// ggml's numbers of the types that have test vectors.
  static let numbers: [String: UInt32] = [
    "F16": 1, "Q4_0": 2, "Q4_1": 3, "Q5_0": 6, "Q5_1": 7, "Q8_0": 8, "Q2_K": 10, "Q3_K": 11,
    "Q4_K": 12, "Q5_K": 13, "Q6_K": 14, "BF16": 30, "MXFP4": 39,
  ]

  @Test(arguments: ["quant_vectors.json", "quant_blocks.json"], numbers.keys.sorted())
  func `blocks widen to the reference's floats bit for bit`(file: String, type: String) throws {
    guard let vector = try JSON.load(path: fixture("formats/\(file)"))[type],
      let hex = vector["block_bytes_hex"]?.stringValue,
      let expected = vector["f32_le_hex"]?.stringValue
    else { return }  // each file has some of the types; the count below watches over them
    let tensor = try make(type, bytes(hex: hex))
    #expect(try tensor.widened().array.map(\.bitPattern) == words(bytes(hex: expected)))
  }

  @Test func `every type has vectors`() throws {
    let first = try JSON.load(path: fixture("formats/quant_vectors.json"))
    let second = try JSON.load(path: fixture("formats/quant_blocks.json"))
    for type in Self.numbers.keys {
      #expect(first[type]?["f32_le_hex"] != nil || second[type]?["f32_le_hex"] != nil, "\(type)")
    }
    #expect(Self.numbers.count == 13)
  }

  @Test func `all half-precision numbers widen exactly`() throws {
    let tensor = try make("F16", (0...UInt16.max).flatMap { little($0) })
    for (bits, value) in try tensor.widened().array.enumerated() {
      let half = Float16(bitPattern: UInt16(bits))
      #expect(half.isNaN ? value.isNaN : value.bitPattern == Float(half).bitPattern)
    }
  }

  @Test func `ranges of rows come one after another, in the order asked for`() throws {
    var generator = SeededGenerator(seed: 3)
    let rows = 700
    let noise = (0..<rows * 2 * 20).map { _ in UInt8.random(in: 0..<60, using: &generator) }
    let tensor = try make("Q4_1", noise, columns: 64)
    let all = try tensor.widened().array
    #expect(tensor.shape == [rows, 64] && tensor.rows == rows && tensor.columns == 64)
    let ranges = [650..<700, 0..<1, 5..<5, 3..<500]
    let expected = ranges.flatMap { all[$0.lowerBound * 64..<$0.upperBound * 64] }
    #expect(try tensor.widened(rows: ranges).array == expected)
    var some = [Float](repeating: 0, count: 3 * 64)
    try unsafe some.withUnsafeMutableBufferPointer {
      try unsafe tensor.widen(rows: 10..<13, into: $0)
    }
    #expect(some == Array(all[640..<832]))
  }

  @Test func `a type without a kernel is named when it is widened`() throws {
    let tensor = try make(number: 20, [UInt8](repeating: 1, count: 18), columns: 32)
    #expect(tensor.element == .iq4_NL && !tensor.element.isWidenable)
    let error = #expect(throws: FormatError.self) { try tensor.widened() }
    #expect(error?.problem.contains("'w' is IQ4_NL [1, 32]") == true)
  }

  private func make(_ type: String, _ bytes: [UInt8], columns: Int? = nil) throws -> StoredTensor {
    try make(number: #require(Self.numbers[type]), bytes, columns: columns)
  }

  /// A tensor of these bytes in a GGUF file of its own.
  private func make(number: UInt32, _ bytes: [UInt8], columns: Int?) throws -> StoredTensor {
    let folder = try TemporaryFolder()
    let element = try #require(number == 20 ? ElementType.iq4_NL : type(of: number))
    let count = bytes.count / element.blockBytes * element.blockLength
    let columns = columns ?? count
    var builder = GGUFBuilder()
    builder.addTensor("w", [count / columns, columns], type: number, bytes)
    try Data(builder.bytes).write(to: URL(filePath: folder.file("w.gguf")))
    return try #require(try GGUFFile(path: folder.file("w.gguf")).tensors["w"])
  }

  private func type(of number: UInt32) -> ElementType? {
    Self.numbers.first { $0.value == number }.flatMap { ElementType(rawValue: $0.key) }
  }
}
