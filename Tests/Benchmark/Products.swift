import Foundation
import Tensors

/// `left @ right.T` by BLAS, the columns shared out among all cores as they are in our own products.
func blasProduct(_ left: Tensor, _ right: FloatBuffer, columns: Int) -> Tensor {
  let input = ReadOnlyMatrix(left)
  let inner = left.columns
  return unsafe Tensor(shape: [left.rows, columns]) { output in
    guard let base = output.baseAddress else { return }
    nonisolated(unsafe) let result = unsafe MatrixView(
      base, rows: left.rows, columns: columns, stride: columns)
    Parallel.forRanges(of: columns / 16, grain: 1) { steps in
      let own = steps.lowerBound * 16..<steps.upperBound * 16
      unsafe input.view { left in
        unsafe right.withFloats { floats in
          guard let start = floats.baseAddress else { return }
          let weights = unsafe MatrixView(
            UnsafeMutablePointer(mutating: start + own.lowerBound * inner), rows: own.count,
            columns: inner, stride: inner)
          unsafe multiply(left, weights, .columnsByInner, into: result.columns(own))
        }
      }
    }
  }
}

/// Seconds of processors that `body` takes.
private func processorTime(_ body: () -> Void) -> Double {
  let start = processorSeconds()
  body()
  return processorSeconds() - start
}

/// Prints products `[rows, 4096] x [4096, 11008]` of stored weights beside BLAS's of the same weights widened before, each pair in
/// turn and the fastest of several, in processor time, which other programs change less; one row beside its stored bytes.
func benchmarkProducts() {
  let (inner, columns) = (4096, 11008)
  let types: [(name: String, element: StoredElement, block: (length: Int, bytes: Int))] = [
    ("Q4_K", .q4K, (256, 144)), ("Q4_1", .q4_1, (32, 20)), ("Q8_0", .q8_0, (32, 34)),
    ("BF16", .bf16, (1, 2)), ("F32", .f32, (1, 4)),
  ]
  print("GFLOP/s of a core: sgemm's, ours, and the ratio")
  var generator = SystemRandomNumberGenerator()
  for (name, element, block) in types {
    let count = inner * columns / block.length * block.bytes
    let bytes = Data(
      (0..<count).map { place in
        // Bytes below 60: half-precision scales and plain numbers stay finite.
        place % 4096 == 0 ? UInt8.random(in: 0..<60, using: &generator) : UInt8(place % 59)
      })
    let owner = bytes as NSData
    let source = unsafe UnsafeRawBufferPointer(start: owner.bytes, count: count)
    let rows = unsafe StoredRows(source, of: element, columns: inner, from: owner)
    let weight = WeightMatrix(rows, .columnsByInner)
    let widened = unsafe FloatBuffer(count: inner * columns) { floats in
      unsafe element.widen(source, into: floats)
    }
    for height in [1, 4, 16, 64, 256, 1024] {
      let left = Tensor(
        shape: [height, inner], values: (0..<height * inner).map { Float($0 % 17) / 17 - 0.5 })
      let work = 2.0 * Double(height * inner * columns)
      var best: [InstructionSet: Double] = [:]
      var blas = Double.infinity
      for _ in 0..<(height > 64 ? 3 : 7) {
        blas = min(blas, processorTime { _ = blasProduct(left, widened, columns: columns) })
        for instructions in InstructionSet.available where instructions != .plain {
          let time = processorTime { _ = left.product(weight, with: instructions) }
          best[instructions] = min(best[instructions] ?? .infinity, time)
        }
      }
      let cells = best.sorted { $0.key > $1.key }.map { instructions, time in
        let rate =
          height == 1
          ? String(format: " %5.1f GB/s of stored bytes", Double(count) / time / 1e9) : ""
        return "\(instructions) "
          + String(format: "%6.1f (%.2f)", work / time / 1e9, blas / time) + rate
      }
      print(
        "\(name) rows \(height)  sgemm " + String(format: "%6.1f", work / blas / 1e9) + "  "
          + cells.joined(separator: "  "))
    }
  }
}
