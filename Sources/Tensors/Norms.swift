/// The kinds of normalisation: LayerNorm, RMSNorm.
public enum NormKind: Sendable {
  /// Centres the row and divides by its standard deviation: (x - mean) / sqrt(variance + epsilon).
  case layer
  /// Divides by the root mean square: x / sqrt(mean(x^2) + epsilon).
  case rootMeanSquare
}

extension Tensor {
  /// Normalises every row, before any weight is applied.
  ///
  /// - Returns: The normalised rows, in the shape of self, and each row's divisor, `[rows, 1]`.
  public func normalized(_ kind: NormKind, epsilon: Float) -> (rows: Tensor, scale: Tensor) {
    let columns = columns
    var result = self
    if kind == .layer { result.centerRows() }
    var scale = Tensor(zeros: [rows, 1])
    unsafe scale.values.withUnsafeMutableBufferPointer { scales in
      nonisolated(unsafe) let scales = unsafe scales  // safe: one float a row, written by its owner
      unsafe Parallel.forRows(of: &result.values, columns: columns, grain: rowGrain(columns)) {
        range, floats in
        for (index, row) in range.enumerated() {
          let values = unsafe UnsafeMutableBufferPointer(
            rebasing: floats[index * columns..<(index + 1) * columns])
          let squares = unsafe foldVectors(UnsafeBufferPointer(values), from: Vector()) {
            $0 + $1 * $1
          }
          let divisor = (squares.sum() / Float(columns) + epsilon).squareRoot()
          unsafe scales[row] = divisor
          unsafe mapVectors(values) { vector, _ in vector / divisor }
        }
      }
    }
    return (result, scale)
  }

  /// Subtracts its mean from every row.
  mutating func centerRows() {
    let columns = columns
    unsafe Parallel.forRows(of: &values, columns: columns, grain: rowGrain(columns)) {
      range, floats in
      for index in 0..<range.count {
        let values = unsafe UnsafeMutableBufferPointer(
          rebasing: floats[index * columns..<(index + 1) * columns])
        let sum = unsafe foldVectors(UnsafeBufferPointer(values), from: Vector()) { $0 + $1 }
        let mean = sum.sum() / Float(columns)
        unsafe mapVectors(values) { vector, _ in vector - mean }
      }
    }
  }

  /// Multiplies every row by `weight` and adds `bias`, one value a column each.
  public mutating func scaleColumns(by weight: FloatBuffer, adding bias: FloatBuffer? = nil) {
    let columns = columns
    precondition(weight.count == columns, "weight \(weight.count) for \(columns) columns")
    precondition(bias.map { $0.count == columns } ?? true, "bias for \(columns) columns")
    unsafe Parallel.forRows(of: &values, columns: columns, grain: rowGrain(columns)) {
      range, floats in
      unsafe weight.withFloats { weight in
        for index in 0..<range.count {
          let row = unsafe UnsafeMutableBufferPointer(
            rebasing: floats[index * columns..<(index + 1) * columns])
          unsafe mapVectors(row) { vector, at in unsafe vector * loadVector(weight, at: at) }
          unsafe bias?.withFloats { bias in
            unsafe mapVectors(row) { vector, at in unsafe vector + loadVector(bias, at: at) }
          }
        }
      }
    }
  }
}

/// Rows that are worth another core.
private func rowGrain(_ columns: Int) -> Int { max(1, 16_384 / max(columns, 1)) }
