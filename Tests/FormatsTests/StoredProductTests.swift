import Files
import Formats
import Foundation
import Tensors
import TestSupport
import Testing

/// Products with quantised weights, whose kernels decode in C, against the decoders in Swift and sums in double precision.
@Suite struct StoredProductTests {
  /// A type, ggml's number of it, and where its blocks have half-precision numbers.
  struct Kind: Sendable, CustomTestStringConvertible {
    let element: StoredElement
    let number: UInt32
    let block: (length: Int, bytes: Int)
    var halves: [Int] = []

    var testDescription: String { "\(element)" }
  }

  static let kinds = [
    Kind(element: .f32, number: 0, block: (1, 4)), Kind(element: .f16, number: 1, block: (1, 2)),
    Kind(element: .bf16, number: 30, block: (1, 2)),
    Kind(element: .q4_0, number: 2, block: (32, 18), halves: [0]),
    Kind(element: .q4_1, number: 3, block: (32, 20), halves: [0, 2]),
    Kind(element: .q5_0, number: 6, block: (32, 22), halves: [0]),
    Kind(element: .q5_1, number: 7, block: (32, 24), halves: [0, 2]),
    Kind(element: .q8_0, number: 8, block: (32, 34), halves: [0]),
    Kind(element: .mxfp4, number: 39, block: (32, 17)),
    Kind(element: .q2K, number: 10, block: (256, 84), halves: [80, 82]),
    Kind(element: .q3K, number: 11, block: (256, 110), halves: [108]),
    Kind(element: .q4K, number: 12, block: (256, 144), halves: [0, 2]),
    Kind(element: .q5K, number: 13, block: (256, 176), halves: [0, 2]),
    Kind(element: .q6K, number: 14, block: (256, 210), halves: [208]),
  ]

  /// Any bytes at all, so that scales are denormal, infinite and NaN too.
  @Test(arguments: kinds, InstructionSet.available)
  func `kernels decode as the plain decoders do, bit for bit`(
    kind: Kind, instructions: InstructionSet
  ) throws {
    var generator = SeededGenerator(seed: UInt64(kind.number))
    for blocks in kind.block.length == 1 ? [1, 7, 8, 31, 32, 33, 63, 64, 65, 4099] : [1, 2, 301] {
      let bytes = (0..<blocks * kind.block.bytes).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      let count = blocks * kind.block.length
      let expected = try tensor(kind.number, bytes, columns: count).widened().array
      var values = [Float](repeating: -1, count: count)
      unsafe values.withUnsafeMutableBufferPointer { values in
        unsafe bytes.withUnsafeBytes {
          unsafe kind.element.widen($0, into: values, with: instructions)
        }
      }
      let wrong = zip(values, expected).filter {
        $0.isNaN ? !$1.isNaN : $0.bitPattern != $1.bitPattern
      }
      #expect(wrong.isEmpty, "\(blocks) blocks: \(wrong.prefix(3))")
      #expect(kind.block.length == 1 || expected.contains { $0.isFinite && $0 != 0 })
    }
  }

  /// One row, few rows and many, whole matrices and windows that begin and end inside of blocks.
  @Test(arguments: kinds, InstructionSet.available)
  func `a product with stored weights is the sum of products with decoded ones`(
    kind: Kind, instructions: InstructionSet
  ) throws {
    var generator = SeededGenerator(seed: UInt64(kind.number) + 100)
    let (columns, inner) = (41, 768)
    let bytes = randomBytes(kind, count: columns * inner, using: &generator)
    let stored = try tensor(kind.number, bytes, columns: inner)
    let weights = try stored.widened().array
    let matrix = WeightMatrix(try stored.storedRows(), .columnsByInner)
    let order = WeightMatrix(try stored.storedRows(), rows: [30..<41, 0..<30])
    for rows in [1, 2, 7, 40] {
      for (innerRange, columnRange) in [
        (0..<768, 0..<41), (256..<768, 3..<41), (64..<128, 0..<41), (250..<700, 40..<41),
        (767..<768, 0..<5),
      ] {
        let x = Tensor(
          shape: [rows, innerRange.count],
          values: (0..<rows * innerRange.count).map { _ in
            Float.random(in: -1...1, using: &generator)
          })
        for (weight, first) in [(matrix, 0), (order, 30)] {
          let expected = (0..<rows).flatMap { row in
            columnRange.map { column -> Float in
              var sum = 0.0
              for (place, at) in innerRange.enumerated() {
                sum +=
                  Double(x.values[row * innerRange.count + place])
                  * Double(weights[(column + first) % columns * inner + at])
              }
              return Float(sum)
            }
          }
          let product = x.product(
            weight.columns(columnRange).inner(innerRange), with: instructions)
          let worst = worstRelativeDifference(product.values, to: expected)
          #expect(worst < 3e-6, "\(rows) rows, \(innerRange), \(columnRange)")
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func `types without a kernel are decoded a block at a time`(
    instructions: InstructionSet
  ) throws {
    var generator = SeededGenerator(seed: 5)
    let (columns, inner) = (37, 300)
    let numbers = (0..<columns * inner).map { _ in Double.random(in: -1...1, using: &generator) }
    let stored = try tensor(28, numbers.flatMap { little($0.bitPattern) }, columns: inner)
    #expect(stored.element == .f64)
    for rows in [1, 3, 35] {
      let x = Tensor(
        shape: [rows, inner],
        values: (0..<rows * inner).map { _ in Float.random(in: -1...1, using: &generator) })
      let expected = (0..<rows * columns).map { index -> Float in
        let (row, column) = (index / columns, index % columns)
        return Float(
          (0..<inner).reduce(0.0) {
            $0 + Double(x.values[row * inner + $1]) * Double(Float(numbers[column * inner + $1]))
          })
      }
      let product = x.product(
        WeightMatrix(try stored.storedRows(), .columnsByInner), with: instructions)
      #expect(worstRelativeDifference(product.values, to: expected) < 3e-6)
    }
  }

  /// Bytes of `count` finite numbers.
  private func randomBytes(
    _ kind: Kind, count: Int, using generator: inout SeededGenerator
  ) -> [UInt8] {
    (0..<count / kind.block.length).flatMap { _ -> [UInt8] in
      let number = Float.random(in: -1...1, using: &generator)
      switch kind.element {
      case .f32: return little(number.bitPattern)
      case .f16: return little(Float16(number).bitPattern)
      case .bf16: return little(UInt16(number.bitPattern >> 16))
      default:
        var block = (0..<kind.block.bytes).map { _ in UInt8.random(in: 0...255, using: &generator) }
        for place in kind.halves {
          block.replaceSubrange(place..<place + 2, with: little(Float16(number / 50).bitPattern))
        }
        if kind.element == .mxfp4 { block[0] = UInt8.random(in: 120...126, using: &generator) }
        return block
      }
    }
  }

  private func tensor(_ number: UInt32, _ bytes: [UInt8], columns: Int) throws -> StoredTensor {
    let folder = try TemporaryFolder()
    var builder = GGUFBuilder()
    let kind = Self.kinds.first { $0.number == number }
    let block = kind?.block ?? (1, 8)
    builder.addTensor(
      "w", [bytes.count / block.bytes * block.length / columns, columns], type: number, bytes)
    try Data(builder.bytes).write(to: URL(filePath: folder.file("w.gguf")))
    return try #require(try GGUFFile(path: folder.file("w.gguf")).tensors["w"])
  }
}
