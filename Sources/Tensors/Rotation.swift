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
  /// Number of elements of a head that turn, even.
  public let width: Int
  let cosines: [Float]  // [position, width / 2]
  let sines: [Float]

  /// Tabulates `position * frequency` for positions from 0.
  ///
  /// - Parameters:
  ///   - frequencies: Radians a position, one for each pair of elements.
  ///   - magnitude: Factor on every cosine and sine (YaRN's attention factor).
  public init(positions: Int, frequencies: [Double], magnitude: Double) {
    width = frequencies.count * 2
    let angles = (0..<positions).flatMap { at in frequencies.map { Double(at) * $0 } }
    cosines = angles.map { Float(cosine($0) * magnitude) }
    sines = angles.map { Float(sine($0) * magnitude) }
  }
}

extension Tensor {
  /// Rotates the first `table.width` elements of every head in `rows`, the first of which is at position 0.
  ///
  /// Self is `[rows, heads * headWidth]`; the table must reach as many positions as there are rows.
  public mutating func rotate(
    rows: Range<Int>, by table: RotaryTable, _ pairs: RotaryPairs, headWidth: Int
  ) {
    let columns = columns
    let half = table.width / 2
    let (step, reach) = pairs == .halves ? (1, half) : (2, 1)
    precondition(rows.count * half <= table.cosines.count && table.width <= headWidth)
    unsafe values.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let buffer = unsafe buffer  // safe: no two ranges share a row
      Parallel.forRanges(of: rows.count, grain: 16) { range in
        for position in range {
          let start = (rows.lowerBound + position) * columns
          for head in stride(from: start, to: start + columns, by: headWidth) {
            for pair in 0..<half {
              let (first, second) = (head + pair * step, head + pair * step + reach)
              let (a, b) = unsafe (buffer[first], buffer[second])
              let cosine = table.cosines[position * half + pair]
              let sine = table.sines[position * half + pair]
              unsafe buffer[first] = a * cosine - b * sine
              unsafe buffer[second] = b * cosine + a * sine
            }
          }
        }
      }
    }
  }
}
