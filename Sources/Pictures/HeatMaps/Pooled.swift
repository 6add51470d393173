package import Tensors

/// How several values become one where a matrix is too large to show.
public enum Pooling: Sendable {
  /// The largest of them: no strong attention is lost.
  case maximum
  /// The one farthest from 0, with its sign: for values of both signs.
  case magnitude
  /// Their mean: sums keep their meaning, single peaks fade.
  case mean

  /// The word for a caption.
  var word: String {
    switch self {
    case .maximum: "maximum"
    case .magnitude: "farthest from 0"
    case .mean: "mean"
    }
  }
}

/// `matrix` with each square of `side` x `side` values pooled to one; squares at the ends may be
/// smaller.
///
/// NaN is left out of a block unless it is all there is.
///
/// - Parameter last: What the last row and the last column count in means, where they stand for less than others.
package func pooled(
  _ matrix: Tensor, side: Int, by pooling: Pooling, last: (row: Float, column: Float) = (1, 1)
) -> Tensor {
  if side == 1 { return matrix }
  let (rows, columns) = (matrix.rows, matrix.columns)
  let (blockRows, blockColumns) = ((rows + side - 1) / side, (columns + side - 1) / side)
  var values: [Float] = []
  values.reserveCapacity(blockRows * blockColumns)
  for blockRow in 0..<blockRows {
    for blockColumn in 0..<blockColumns {
      var (largest, farthest, sum, count) = (-Float.infinity, Float(0), Float(0), Float(0))
      for row in blockRow * side..<min((blockRow + 1) * side, rows) {
        for column in blockColumn * side..<min((blockColumn + 1) * side, columns) {
          let value = matrix.values[row * columns + column]
          if value.isNaN { continue }
          largest = max(largest, value)
          if abs(value) > abs(farthest) { farthest = value }
          let share =
            (row == rows - 1 ? last.row : 1) * (column == columns - 1 ? last.column : 1)
          sum += value * share
          count += share
        }
      }
      switch pooling {
      case _ where count == 0: values.append(.nan)
      case .maximum: values.append(largest)
      case .magnitude: values.append(farthest)
      case .mean: values.append(sum / count)
      }
    }
  }
  return Tensor(shape: [blockRows, blockColumns], values: values)  // [query block, key block]
}
