import CKernels

extension Tensor {
  /// `self @ weight + bias`, computed on all cores.
  ///
  /// Weights are widened a block at a time into the first cache, multiplied there with all rows, and forgotten.
  ///
  /// - Parameters:
  ///   - weight: Its `inner` is the last axis of self.
  ///   - bias: One value a column, if any.
  ///   - instructions: Some that this processor has.
  /// - Returns: A tensor `[rows, columns]`.
  public func product(
    _ weight: WeightMatrix, adding bias: FloatBuffer? = nil,
    with instructions: InstructionSet = .chosen
  ) -> Tensor {
    let columns = weight.columns
    precondition(
      weight.inner == self.columns, "rows of \(self.columns) times \(weight.inner) x \(columns)")
    precondition(bias.map { $0.count == columns } ?? true, "bias for \(columns) columns")
    precondition(instructions <= .best, "this processor has no \(instructions)")
    // Few rows are multiplied as they are, by dot products.
    let isFew = rows <= kernel_few_rows && weight.keepsColumnsTogether
    let input = isFew ? self : packed(for: weight)
    return unsafe Tensor(shape: [rows, columns]) { output in
      guard let target = output.baseAddress, rows > 0, columns > 0 else { return }
      nonisolated(unsafe) let result = unsafe target  // safe: no two parts write the same place
      forParts(weight, isFew: isFew) { rowRange, columnRange in
        unsafe input.values.withUnsafeBufferPointer { x in
          unsafe weight.columns(columnRange).withKernelWeights { weights, product in
            unsafe product.rows = rowRange.count
            unsafe product.x = x.baseAddress
            unsafe product.x_stride = isFew ? weight.inner : rows
            if !isFew {
              unsafe product.x += rowRange.lowerBound * kernel_block_inner
            }
            unsafe product.result = result + rowRange.lowerBound * columns + columnRange.lowerBound
            unsafe product.result_stride = columns
            func multiply() {
              if isFew {
                unsafe kernel_multiply_few(instructions.kernels, weights, &product)
              } else {
                unsafe kernel_multiply(instructions.kernels, weights, &product)
              }
            }
            guard let bias else { return multiply() }
            unsafe bias.withFloats { bias in
              unsafe product.bias = bias.baseAddress.map { unsafe $0 + columnRange.lowerBound }
              multiply()
            }
          }
        }
      }
    }
  }

  /// Calls `body` with ranges of rows and columns that together make the whole product, on all cores.
  ///
  /// There are more parts than cores, which costs nothing extra: a core that wakes late takes fewer.
  private func forParts(
    _ weight: WeightMatrix, isFew: Bool,
    _ body: @Sendable (_ rows: Range<Int>, _ columns: Range<Int>) -> Void
  ) {
    let most = isFew ? kernel_few_rows : kernel_block_rows
    let step = isFew ? 4 : kernel_block_columns  // columns that a kernel takes at once
    let rowParts = (rows + most - 1) / most
    let steps = (weight.columns + step - 1) / step
    // The multiplications of a step, and as many for the widening.
    let work = step * weight.inner * (rows / rowParts + 8)
    let wanted = (Parallel.width * 4 + rowParts - 1) / rowParts
    let columnParts = max(1, min(steps, wanted, steps * work / 200_000))
    let (rows, columns) = (rows, weight.columns)
    Parallel.forEach(rowParts * columnParts) { index in
      let (row, column) = (index % rowParts, index / rowParts)
      let own = steps * column / columnParts..<steps * (column + 1) / columnParts
      body(
        rows * row / rowParts..<rows * (row + 1) / rowParts,
        own.lowerBound * step..<min(columns, own.upperBound * step))
    }
  }

  /// The rows in the order in which products with `weight` read them.
  private func packed(for weight: WeightMatrix) -> Tensor {
    let (rows, columns) = (rows, columns)
    let inner = weight.innerRange
    let count = kernel_packed_count(rows, inner.lowerBound, inner.count)
    return unsafe Tensor(shape: [count]) { output in
      nonisolated(unsafe) let packed = output.baseAddress  // safe: each row has its own places
      Parallel.forRanges(of: rows, grain: max(1, 65_536 / max(columns, 1))) { part in
        unsafe values.withUnsafeBufferPointer { x in
          guard let x = x.baseAddress, let packed = unsafe packed else { return }
          for row in part {
            unsafe kernel_pack_row(
              x + row * columns, row, rows, inner.lowerBound, inner.count, packed)
          }
        }
      }
    }
  }
}
