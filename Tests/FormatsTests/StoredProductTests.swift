import Formats
import Foundation
import Tensors
import TestSupport
import Testing

/// Products with weights as files store them, in every instruction set that this processor has, against sums in double
/// precision of the floats that `QuantizationTests` compares with the reference's.
@Suite struct StoredProductTests {
  /// A type, with the places in a block of the half-precision numbers that scale it.
  struct Kind: CustomTestStringConvertible, Sendable {
    let name: String
    let number: UInt32
    var scales: [Int] = []

    var testDescription: String { name }
  }

  static let kinds = [
    Kind(name: "F32", number: 0), Kind(name: "F16", number: 1, scales: [0]),
    Kind(name: "BF16", number: 30), Kind(name: "Q8_0", number: 8, scales: [0]),
    Kind(name: "Q4_0", number: 2, scales: [0]), Kind(name: "Q4_1", number: 3, scales: [0, 2]),
    Kind(name: "Q5_0", number: 6, scales: [0]), Kind(name: "Q5_1", number: 7, scales: [0, 2]),
    Kind(name: "Q2_K", number: 10, scales: [80, 82]), Kind(name: "Q3_K", number: 11, scales: [108]),
    Kind(name: "Q4_K", number: 12, scales: [0, 2]), Kind(name: "Q5_K", number: 13, scales: [0, 2]),
    Kind(name: "Q6_K", number: 14, scales: [208]), Kind(name: "MXFP4", number: 39),
  ]

  /// Rows that one kernel takes alone, few (up to 32), by panels (12) and by blocks (192).
  private static let rowCounts = [1, 2, 5, 6, 12, 13, 31, 32, 33, 70, 193]

  @Test(arguments: kinds)
  func `a product is the sum of products of the decoded weights`(kind: Kind) throws {
    let type = try #require(ElementType(rawValue: kind.name))
    // Around a vector, a block of the type, 256 (widened at once) and 1,024 (few rows).
    let inners = Set([1, 2, 7, 8, 9, 31, 32, 33].map { $0 * type.blockLength } + [256, 512, 1280])
      .filter { $0 <= 2304 }.sorted()
    for inner in inners {
      let columns = inner > 600 ? 17 : 37
      let tensor = try tensor(kind, type, rows: columns, columns: inner)
      let matrix = WeightMatrix(try tensor.storedRows(), .columnsByInner)
      let rows = inner > 600 ? [1, 5, 33] : Self.rowCounts
      let sums = Sums(input(rows.max() ?? 0, inner), try tensor.widened().array, of: inner, columns)
      sums.expect(rows, "inner \(inner)") { $0.product(matrix, with: $1) }
    }
  }

  /// Windows whose ends are inside of blocks.
  @Test(arguments: kinds)
  func `a window gives its part of the product`(kind: Kind) throws {
    let type = try #require(ElementType(rawValue: kind.name))
    let (inner, columns) = (1280, 70)
    let tensor = try tensor(kind, type, rows: columns, columns: inner)
    let weights = try tensor.widened().array
    let matrix = WeightMatrix(try tensor.storedRows(), .columnsByInner)
    for (innerRange, columnRange) in [
      (0..<1280, 1..<4), (1..<1279, 31..<70), (250..<262, 33..<67), (255..<257, 0..<1),
      (32..<96, 5..<70), (256..<1280, 0..<70), (3..<1027, 69..<70),
    ] {
      let part = columnRange.flatMap { column in
        weights[column * inner + innerRange.lowerBound..<column * inner + innerRange.upperBound]
      }
      let count = innerRange.count
      let sums = Sums(input(40, count), part, of: count, columnRange.count)
      let window = matrix.columns(columnRange).inner(innerRange)
      sums.expect([1, 3, 40], "\(innerRange), \(columnRange)") { $0.product(window, with: $1) }
    }
  }

  /// Weights whose stored rows lie along the inner axis, as Conv1D has them.
  @Test(arguments: kinds)
  func `stored rows along the inner axis are read as well`(kind: Kind) throws {
    let type = try #require(ElementType(rawValue: kind.name))
    let (inner, columns) = (261, 256)
    let tensor = try tensor(kind, type, rows: inner, columns: columns)
    let across = try tensor.widened().array
    let weights = (0..<columns).flatMap { column in
      (0..<inner).map { across[$0 * columns + column] }
    }
    let matrix = WeightMatrix(try tensor.storedRows(), .innerByColumns)
    let sums = Sums(input(40, inner), weights, of: inner, columns)
    sums.expect([1, 3, 40], "across") { $0.product(matrix, with: $1) }
  }

  /// What rows times weights `[columns, inner]` give.
  private struct Sums {
    private let x: Tensor
    private let columns: Int
    private let sums: [Double]
    /// Sums of the sizes of what is added.
    private let sizes: [Double]

    init(_ x: Tensor, _ weights: [Float], of inner: Int, _ columns: Int) {
      (self.x, self.columns) = (x, columns)
      let (left, right) = (x.values.map(Double.init), weights.map(Double.init))
      var (sums, sizes) = ([Double](), [Double]())
      for row in 0..<x.rows {
        for column in 0..<columns {
          var (sum, size) = (0.0, 1e-30)
          for k in 0..<inner {
            let product = left[row * inner + k] * right[column * inner + k]
            sum += product
            size += abs(product)
          }
          sums.append(sum)
          sizes.append(size)
        }
      }
      (self.sums, self.sizes) = (sums, sizes)
    }

    /// Expects the first so many rows' products in each instruction set.
    func expect(
      _ rowCounts: [Int], _ place: String, _ location: SourceLocation = #_sourceLocation,
      product: (Tensor, InstructionSet) -> Tensor
    ) {
      for instructions in InstructionSet.available {
        for rows in rowCounts {
          let part = Tensor(
            shape: [rows, x.columns], values: Array(x.values[0..<rows * x.columns]))
          let result = product(part, instructions)
          #expect(result.shape == [rows, columns], sourceLocation: location)
          var worst = 0.0
          for (place, value) in result.values.enumerated() {
            let error = abs(Double(value) - sums[place]) / sizes[place]
            worst = max(worst, error.isFinite ? error : .infinity)
          }
          // What adding float32 numbers in any order may leave, of the sum of their sizes.
          #expect(
            worst < 1e-6, "\(instructions), \(rows) rows, \(place)", sourceLocation: location)
        }
      }
    }
  }

  private func input(_ rows: Int, _ columns: Int) -> Tensor {
    var generator = SeededGenerator(seed: UInt64(rows * 10_000 + columns))
    return Tensor(
      shape: [rows, columns],
      values: (0..<rows * columns).map { _ in Float.random(in: -2...2, using: &generator) })
  }

  /// Weights with random codes and scales of usual size.
  private func tensor(
    _ kind: Kind, _ type: ElementType, rows: Int, columns: Int
  ) throws -> StoredTensor {
    var generator = SeededGenerator(seed: UInt64(kind.number * 1000) + UInt64(columns))
    var bytes: [UInt8] = []
    for _ in 0..<rows * columns / type.blockLength {
      var block = (0..<type.blockBytes).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let value = Float.random(in: -1...1, using: &generator)
      switch kind.name {
      case "F32": block = little(value.bitPattern)
      case "BF16": block = little(UInt16(value.bitPattern >> 16))
      case "MXFP4": block[0] = UInt8.random(in: 120...128, using: &generator)
      default:
        for place in kind.scales {
          let scale = Float16(Float.random(in: -0.1...0.1, using: &generator))
          block.replaceSubrange(place..<place + 2, with: little(scale.bitPattern))
        }
      }
      bytes += block
    }
    let folder = try TemporaryFolder()
    var builder = GGUFBuilder()
    builder.addTensor("w", [rows, columns], type: kind.number, bytes)
    try Data(builder.bytes).write(to: URL(filePath: folder.file("w.gguf")))
    return try #require(try GGUFFile(path: folder.file("w.gguf")).tensors["w"])
  }
}
