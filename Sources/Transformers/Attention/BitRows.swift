/// Rows of yes and no, a bit each: `[rows, columns]`.
struct BitRows: Sendable {
  /// Words of a row.
  private let stride: Int
  private var words: [UInt64]

  /// All no.
  init(rows: Int, columns: Int) {
    stride = (columns + 63) / 64
    words = [UInt64](repeating: 0, count: rows * stride)
  }

  subscript(row: Int, column: Int) -> Bool {
    get { words[row * stride + column / 64] >> UInt64(column % 64) & 1 == 1 }
    set {
      let bit = UInt64(1) << UInt64(column % 64)
      if newValue {
        words[row * stride + column / 64] |= bit
      } else {
        words[row * stride + column / 64] &= ~bit
      }
    }
  }
}
