import CKernels

/// Up to so many rows, packing them beats BLAS, which spends its time on copying the weights into its own order.
private let fewRows = 96

/// A matrix that rows are multiplied with: a window of a buffer, `inner` values by `columns`.
///
/// A window serves fused weights: queries, keys and values that one stored matrix holds side by side.
public struct WeightMatrix: Sendable {
  /// Length of the rows that it multiplies.
  public let inner: Int
  /// Length of the rows that come out.
  public let columns: Int

  let buffer: FloatBuffer
  let layout: MatrixLayout
  let offset: Int
  let stride: Int

  /// Views the whole of `buffer`, which holds `inner * columns` floats in the given layout.
  public init(_ buffer: FloatBuffer, _ layout: MatrixLayout, inner: Int, columns: Int) {
    precondition(
      buffer.count == inner * columns, "\(buffer.count) floats for \(inner) x \(columns)")
    self.init(
      buffer, layout, inner: inner, columns: columns, offset: 0,
      stride: layout == .columnsByInner ? inner : columns)
  }

  private init(
    _ buffer: FloatBuffer, _ layout: MatrixLayout, inner: Int, columns: Int, offset: Int,
    stride: Int
  ) {
    (self.buffer, self.layout, self.inner, self.columns) = (buffer, layout, inner, columns)
    (self.offset, self.stride) = (offset, stride)
  }

  /// The part that makes these columns of the result.
  public func columns(_ range: Range<Int>) -> WeightMatrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range)")
    let step = layout == .columnsByInner ? stride : 1
    return WeightMatrix(
      buffer, layout, inner: inner, columns: range.count,
      offset: offset + range.lowerBound * step, stride: stride)
  }

  /// The part that reads these elements of the rows that it multiplies.
  public func inner(_ range: Range<Int>) -> WeightMatrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= inner, "inner \(range)")
    let step = layout == .columnsByInner ? 1 : stride
    return WeightMatrix(
      buffer, layout, inner: range.count, columns: columns,
      offset: offset + range.lowerBound * step, stride: stride)
  }

  /// Multiplies `left` with this matrix into `result` on this thread.
  func multiply(_ left: MatrixView, adding: Bool, into result: MatrixView) {
    unsafe buffer.withFloats { floats in
      guard let base = floats.baseAddress else { return }
      unsafe Tensors.multiply(
        left, base + offset, rightStride: stride, layout, adding: adding, into: result)
    }
  }

  /// The same with rows that were packed once for all parts of a matrix whose layout is `columnsByInner`.
  func multiply(_ left: PackedRows, adding: Bool, into result: MatrixView) {
    unsafe buffer.withFloats { floats in
      guard let base = floats.baseAddress else { return }
      unsafe kernel_multiply_packed(
        left.values, left.rows, base + offset, columns, stride, inner, result.base, result.stride,
        adding ? 1 : 0)
    }
  }
}

/// Few rows side by side, as the kernel reads them that multiplies them with weights.
struct PackedRows: Sendable {
  fileprivate let rows: Int
  fileprivate let values: [Float]

  /// Packs all rows of `tensor`, its axes but the last.
  init(_ tensor: Tensor) {
    rows = tensor.rows
    let count = (tensor.rows + 7) / 8 * 8 * tensor.columns
    values = unsafe [Float](unsafeUninitializedCapacity: count) { packed, used in
      unsafe kernel_pack_rows(
        tensor.values, tensor.rows, tensor.columns, tensor.columns, packed.baseAddress)
      used = count
    }
  }
}

extension Tensor {
  /// The product of every row with a weight matrix, `self @ weight + bias`, over all cores.
  ///
  /// - Parameters:
  ///   - weight: Its `inner` is the last axis of self.
  ///   - bias: One value a column, if any.
  /// - Returns: A tensor `[rows, columns]`.
  public func product(_ weight: WeightMatrix, adding bias: FloatBuffer? = nil) -> Tensor {
    let (rows, columns) = (rows, weight.columns)
    precondition(
      weight.inner == self.columns, "rows of \(self.columns) times \(weight.inner) x \(columns)")
    precondition(bias.map { $0.count == columns } ?? true, "bias for \(columns) columns")
    return unsafe Tensor(shape: [rows, columns]) { output in
      guard let base = output.baseAddress else { return }
      let result = unsafe MatrixView(base, rows: rows, columns: columns, stride: columns)
      if rows <= fewRows && weight.layout == .columnsByInner {
        unsafe multiplyFewRows(weight, bias, into: result)
      } else {
        unsafe multiplyManyRows(weight, bias, into: result)
      }
    }
  }

  /// Splits the columns: the reading of the weight is the cost, which the cores share.
  private func multiplyFewRows(
    _ weight: WeightMatrix, _ bias: FloatBuffer?, into result: MatrixView
  ) {
    let packed = PackedRows(self)
    nonisolated(unsafe) let result = unsafe result
    let step = 12  // columns that the kernel takes at once
    // More parts than cores, which cost nothing extra: a core that wakes late takes fewer.
    Parallel.forRanges(of: (weight.columns + step - 1) / step, grain: 4, partsPerCore: 4) { steps in
      let columns = steps.lowerBound * step..<min(weight.columns, steps.upperBound * step)
      let target = unsafe result.columns(columns)
      if let bias { unsafe target.fillRows(with: bias, from: columns.lowerBound) }
      unsafe weight.columns(columns).multiply(packed, adding: bias != nil, into: target)
    }
  }

  /// Splits the longer of rows and columns: many rows share a weight that stays in cache.
  private func multiplyManyRows(
    _ weight: WeightMatrix, _ bias: FloatBuffer?, into result: MatrixView
  ) {
    let input = ReadOnlyMatrix(self)
    nonisolated(unsafe) let result = unsafe result
    let (rows, columns) = (rows, weight.columns)
    let splitsRows = rows >= columns
    // Columns in steps of 16 keep both halves on whole vector tiles of the BLAS kernels.
    let step = splitsRows ? 1 : 16
    let steps = (splitsRows ? rows : columns + 15) / step
    Parallel.forRanges(of: steps, grain: 8) { range in
      let part = range.lowerBound * step..<min(max(rows, columns), range.upperBound * step)
      let rowRange = splitsRows ? part : 0..<rows
      let columnRange = splitsRows ? 0..<columns : part
      let target = unsafe result.part(rows: rowRange, columns: columnRange)
      if let bias { unsafe target.fillRows(with: bias, from: columnRange.lowerBound) }
      unsafe input.view { left in
        unsafe weight.columns(columnRange).multiply(
          left.rows(rowRange), adding: bias != nil, into: target)
      }
    }
  }
}

extension MatrixView {
  /// Writes the values of `row` from index `start` on into every row.
  fileprivate func fillRows(with row: FloatBuffer, from start: Int) {
    unsafe row.withFloats { floats in
      guard let source = floats.baseAddress else { return }
      for index in unsafe 0..<rows {
        unsafe (base + index * stride).update(from: source + start, count: columns)
      }
    }
  }
}
