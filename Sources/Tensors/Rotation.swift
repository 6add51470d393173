/// Which two elements of a head turn together under rotary position embedding.
public enum RotaryPairs: Sendable {
  /// Element j with j + half: GPT-NeoX, Llama on Hugging Face.
  case halves
  /// Element 2j with 2j + 1: GPT-J, Cohere.
  case adjacent
}

/// Cosines and sines of every position's angles: what rotary position embedding multiplies by.
///
/// Su et al., "RoFormer" (2021), section 3.2.2.
public struct RotaryTable: Sendable {
  /// Number of elements of a head that are rotated; even.
  public let width: Int
  /// Number of positions in the table.
  public let positions: Range<Int>
  let cosines: [Float]  // [position, width / 2]
  let sines: [Float]

  /// Tabulates `position * frequency`.
  ///
  /// - Parameters:
  ///   - frequencies: Radians a position, one for each pair of elements.
  ///   - magnitude: Factor on every cosine and sine (YaRN's attention factor).
  public init(positions: Range<Int>, frequencies: [Double], magnitude: Double) {
    width = frequencies.count * 2
    self.positions = positions
    let angles = positions.flatMap { at in frequencies.map { Double(at) * $0 } }
    cosines = angles.map { Float(cosine($0) * magnitude) }
    sines = angles.map { Float(sine($0) * magnitude) }
  }
}

extension Tensor {
  /// Rotates `table.width` elements of every head in `rows`; the first row is at position `first`,
  /// and the first `still` elements of a head and those behind are left alone.
  ///
  /// Self is `[rows, heads * headWidth]`; the table must have the positions of all these rows.
  public mutating func rotate(
    rows: Range<Int>, from first: Int, by table: RotaryTable, _ pairs: RotaryPairs, headWidth: Int,
    skipping still: Int = 0
  ) {
    let columns = columns
    let half = table.width / 2
    let skipped = first - table.positions.lowerBound
    let (step, reach) = pairs == .halves ? (1, half) : (2, 1)
    precondition(skipped >= 0 && first + rows.count <= table.positions.upperBound)
    precondition(still >= 0 && still + table.width <= headWidth)
    unsafe values.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let buffer = unsafe buffer  // safe: no two ranges share a row
      Parallel.forRanges(of: rows.count, grain: 16) { range in
        for position in range {
          let start = (rows.lowerBound + position) * columns
          for head in stride(from: start + still, to: start + columns, by: headWidth) {
            for pair in 0..<half {
              let (first, second) = (head + pair * step, head + pair * step + reach)
              let (a, b) = unsafe (buffer[first], buffer[second])
              let cosine = table.cosines[(skipped + position) * half + pair]
              let sine = table.sines[(skipped + position) * half + pair]
              unsafe buffer[first] = a * cosine - b * sine
              unsafe buffer[second] = b * cosine + a * sine
            }
          }
        }
      }
    }
  }
}
