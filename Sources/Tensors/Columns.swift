import CKernels

extension Tensor {
  /// The given columns of every row, `[rows, range.count]`.
  public func columns(_ range: Range<Int>) -> Tensor {
    let columns = columns
    precondition(range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range)")
    guard range.count < columns else { return self }
    let rows = rows
    return unsafe Tensor(shape: [rows, range.count]) { target in
      unsafe values.withUnsafeBufferPointer { source in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        for row in 0..<rows {
          unsafe (to + row * range.count).update(
            from: from + row * columns + range.lowerBound, count: range.count)
        }
      }
    }
  }

  /// The product element by element.
  public func times(_ other: Tensor) -> Tensor {
    precondition(values.count == other.values.count, "\(shape) times \(other.shape)")
    var result = self
    unsafe Parallel.forRows(of: &result.values, columns: columns) { range, floats in
      let start = range.lowerBound * columns
      for index in floats.indices { unsafe floats[index] *= other.values[start + index] }
    }
    return result
  }

  /// This tensor times `activation(gate)`, element by element.
  public func gated(_ activation: Activation, by gate: Tensor) -> Tensor {
    var result = gate
    result.apply(activation, gating: self)
    return result.reshaped(shape)
  }
}
