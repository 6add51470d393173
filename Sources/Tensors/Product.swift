import CKernels

extension Tensor {
  /// `self @ weight + bias`, computed on all cores.
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
    products([Linear(weight: weight, bias: bias)], with: instructions)[0]
  }

  /// `self @ weight + bias` of each map, all in one loop over the cores.
  ///
  /// Weights are widened a block at a time into the first cache, multiplied there with all rows, and forgotten. Several
  /// maps of the same rows take less time together: the rows are put in order once, and no core waits for the others
  /// between the maps.
  ///
  /// - Parameters:
  ///   - maps: Each one's `inner` is the last axis of self.
  ///   - instructions: Some that this processor has.
  /// - Returns: A tensor `[rows, columns]` for each map.
  public func products(_ maps: [Linear], with instructions: InstructionSet = .chosen) -> [Tensor] {
    precondition(instructions <= .best, "this processor has no \(instructions)")
    var shares: [Share] = []
    for map in maps {
      precondition(
        map.weight.inner == columns,
        "rows of \(columns) times \(map.weight.inner) x \(map.weight.columns)")
      // Few rows are multiplied as they are, by dot products.
      let isFew = rows <= kernel_few_rows && map.weight.keepsColumnsTogether
      let alike = shares.first { $0.isFew == isFew && $0.inner == map.weight.innerRange }
      shares.append(
        Share(
          map, isFew: isFew, rows: alike?.rows ?? (isFew ? self : packed(for: map.weight)),
          rowCount: rows))
    }
    return unsafe withOutputs(of: shares[...], []) { targets in
      nonisolated(unsafe) let targets = unsafe targets  // safe: no two parts write the same place
      let ends = shares.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.parts) }
      let shares = shares
      Parallel.forEach(ends[shares.count]) { part in
        let index = ends.lastIndex { $0 <= part } ?? 0
        unsafe shares[index].multiply(
          part: part - ends[index], to: targets[index], with: instructions)
      }
    }
  }

  /// Calls `body` with the places of a result for each share.
  private func withOutputs(
    of shares: ArraySlice<Share>, _ targets: [UnsafeMutablePointer<Float>?],
    _ body: ([UnsafeMutablePointer<Float>?]) -> Void
  ) -> [Tensor] {
    guard let share = shares.first else {
      unsafe body(targets)
      return []
    }
    var others: [Tensor] = []
    let own = unsafe Tensor(shape: [rows, share.map.weight.columns]) { output in
      others = unsafe withOutputs(
        of: shares.dropFirst(), targets + [output.baseAddress], body)
    }
    return [own] + others
  }

  /// One map's work, in parts that together make the whole product.
  ///
  /// There are more parts than cores, which costs nothing extra: a core that wakes late takes fewer.
  private struct Share {
    let map: Linear
    let isFew: Bool
    /// The rows as the kernel reads them.
    let rows: Tensor
    let rowCount: Int
    let parts: Int
    /// Columns that a kernel takes at once, and how often it does.
    private let (step, steps): (Int, Int)
    private let (rowParts, columnParts): (Int, Int)

    var inner: Range<Int> { map.weight.innerRange }

    init(_ map: Linear, isFew: Bool, rows: Tensor, rowCount: Int) {
      (self.map, self.isFew, self.rows, self.rowCount) = (map, isFew, rows, rowCount)
      let most = isFew ? kernel_few_rows : kernel_block_rows
      step = isFew ? 4 : kernel_block_columns
      steps = (map.weight.columns + step - 1) / step
      rowParts = (rowCount + most - 1) / most
      // The multiplications of a step, and as many for the widening.
      let work = step * map.weight.inner * (rowCount / max(rowParts, 1) + 8)
      let wanted = (Parallel.width * (isFew ? 4 : 4) + rowParts - 1) / max(rowParts, 1)
      columnParts = max(1, min(steps, wanted, steps * work / 200_000))
      parts = map.weight.columns > 0 ? rowParts * columnParts : 0
    }

    /// Makes a range of the rows and columns that come out.
    func multiply(
      part: Int, to target: UnsafeMutablePointer<Float>?, with instructions: InstructionSet
    ) {
      guard let target = unsafe target else { return }
      let columns = map.weight.columns
      let (row, column) = (part % rowParts, part / rowParts)
      let own = steps * column / columnParts..<steps * (column + 1) / columnParts
      let rowRange = rowCount * row / rowParts..<rowCount * (row + 1) / rowParts
      let columnRange = own.lowerBound * step..<min(columns, own.upperBound * step)
      unsafe rows.values.withUnsafeBufferPointer { x in
        unsafe map.weight.columns(columnRange).withKernelWeights { weights, product in
          unsafe product.rows = rowRange.count
          unsafe product.x = x.baseAddress
          unsafe product.x_stride = isFew ? map.weight.inner : rowCount
          if !isFew { unsafe product.x += rowRange.lowerBound * kernel_block_inner }
          unsafe product.result = target + rowRange.lowerBound * columns + columnRange.lowerBound
          unsafe product.result_stride = columns
          func multiply() {
            if isFew {
              unsafe kernel_multiply_few(instructions.kernels, weights, &product)
            } else {
              unsafe kernel_multiply(instructions.kernels, weights, &product)
            }
          }
          guard let bias = map.bias else { return multiply() }
          unsafe bias.withFloats { bias in
            unsafe product.bias = bias.baseAddress.map { unsafe $0 + columnRange.lowerBound }
            multiply()
          }
        }
      }
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
