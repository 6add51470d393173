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
  /// Rotates the first `table.width` elements of every head by its row's position.
  ///
  /// Self is `[rows, heads * headWidth]`; row r is at `positions[r]`.
  public mutating func rotate(
    by table: RotaryTable, _ pairs: RotaryPairs, positions: [Int], headWidth: Int
  ) {
    let columns = columns
    let half = table.width / 2
    let (step, reach) = pairs == .halves ? (1, half) : (2, 1)
    precondition(positions.count == rows && table.width <= headWidth, "positions of \(shape)")
    unsafe Parallel.forRows(of: &values, columns: columns) { range, floats in
      for (index, row) in range.enumerated() {
        let angle = positions[row] * half
        for head in stride(from: index * columns, to: (index + 1) * columns, by: headWidth) {
          for pair in 0..<half {
            let (first, second) = (head + pair * step, head + pair * step + reach)
            let (a, b) = unsafe (floats[first], floats[second])
            let (cosine, sine) = (table.cosines[angle + pair], table.sines[angle + pair])
            unsafe floats[first] = a * cosine - b * sine
            unsafe floats[second] = b * cosine + a * sine
          }
        }
      }
    }
  }
}
