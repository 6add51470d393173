extension Tensor {
  /// The product of every row with a weight matrix, `self @ weight + bias`, over all cores.
  ///
  /// Splits the longer of rows and columns: many rows share a weight that stays in cache, few rows
  /// leave the reading of the weight as the cost, which the cores then share.
  ///
  /// - Parameters:
  ///   - weight: `inner x columns` floats in the given layout, where `inner` is the last axis of self.
  ///   - columns: Number of columns of the result.
  ///   - bias: One value a column, if any.
  /// - Returns: A tensor `[rows, columns]`.
  public func product(
    _ weight: FloatBuffer, _ layout: MatrixLayout, columns: Int, bias: FloatBuffer? = nil
  ) -> Tensor {
    let (rows, inner) = (rows, self.columns)
    precondition(weight.count == inner * columns, "weight \(weight.count) for \(inner) x \(columns)")
    precondition(bias.map { $0.count == columns } ?? true, "bias for \(columns) columns")
    return unsafe Tensor(shape: [rows, columns]) { output in
      guard let base = output.baseAddress else { return }
      unsafe values.withUnsafeBufferPointer { input in
        guard let start = input.baseAddress else { return }
        nonisolated(unsafe) let left = unsafe MatrixView(
          UnsafeMutablePointer(mutating: start), rows: rows, columns: inner, stride: inner)
        nonisolated(unsafe) let result = unsafe MatrixView(
          base, rows: rows, columns: columns, stride: columns)
        // Columns in steps of 16 keep both halves on whole vector tiles of the BLAS kernels.
        let splitRows = rows >= columns
        Parallel.forRanges(of: splitRows ? rows : (columns + 15) / 16, grain: 8) { range in
          let columnRange =
            splitRows ? 0..<columns : range.lowerBound * 16..<min(columns, range.upperBound * 16)
          let rowRange = splitRows ? range : 0..<rows
          unsafe multiplyPart(
            left.rows(rowRange), weight, layout, bias,
            into: result.part(rows: rowRange, columns: columnRange), columnRange, of: columns)
        }
      }
    }
  }
}

/// One core's share of `Tensor.product`: some rows and columns of the result.
private func multiplyPart(
  _ left: MatrixView, _ weight: FloatBuffer, _ layout: MatrixLayout, _ bias: FloatBuffer?,
  into result: MatrixView, _ columnRange: Range<Int>, of columns: Int
) {
  unsafe bias?.withFloats { bias in
    for row in unsafe 0..<result.rows {
      let start = unsafe result.base + row * result.stride
      unsafe start.update(from: bias.baseAddress! + columnRange.lowerBound, count: result.columns)
    }
  }
  unsafe weight.withFloats { floats in
    guard let base = floats.baseAddress else { return }
    switch layout {
    case .innerByColumns:
      unsafe multiply(
        left, base + columnRange.lowerBound, rightStride: columns, layout,
        adding: bias != nil, into: result)
    case .columnsByInner:
      unsafe multiply(
        left, base + columnRange.lowerBound * left.columns, rightStride: left.columns, layout,
        adding: bias != nil, into: result)
    }
  }
}
