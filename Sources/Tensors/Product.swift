import CKernels

/// Up to so many rows, dot products beat BLAS, which spends its time on copying the weights into its own order.
private let fewRows = 24

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
      if layout == .columnsByInner, unsafe left.rows <= fewRows {
        unsafe kernel_dot_products(
          left.base, left.rows, left.stride, base + offset, columns, stride, inner, result.base,
          result.stride, adding ? 1 : 0)
        return
      }
      unsafe Tensors.multiply(
        left, base + offset, rightStride: stride, layout, adding: adding, into: result)
    }
  }
}

extension Tensor {
  /// The product of every row with a weight matrix, `self @ weight + bias`, over all cores.
  ///
  /// Splits the longer of rows and columns: many rows share a weight that stays in cache, few rows
  /// leave the reading of the weight as the cost, which the cores then share.
  ///
  /// - Parameters:
  ///   - weight: Its `inner` is the last axis of self.
  ///   - bias: One value a column, if any.
  /// - Returns: A tensor `[rows, columns]`.
  public func product(_ weight: WeightMatrix, adding bias: FloatBuffer? = nil) -> Tensor {
    let (rows, inner, columns) = (rows, self.columns, weight.columns)
    precondition(weight.inner == inner, "rows of \(inner) times \(weight.inner) x \(columns)")
    precondition(bias.map { $0.count == columns } ?? true, "bias for \(columns) columns")
    return unsafe Tensor(shape: [rows, columns]) { output in
      guard let base = output.baseAddress else { return }
      unsafe values.withUnsafeBufferPointer { input in
        guard let start = input.baseAddress else { return }
        nonisolated(unsafe) let left = unsafe MatrixView(
          UnsafeMutablePointer(mutating: start), rows: rows, columns: inner, stride: inner)
        nonisolated(unsafe) let result = unsafe MatrixView(
          base, rows: rows, columns: columns, stride: columns)
        let splitsRows = rows >= columns
        // Columns in steps of 16 keep both halves on whole vector tiles of the BLAS kernels.
        let step = splitsRows ? 1 : 16
        let steps = (splitsRows ? rows : columns + 15) / step
        // More parts than cores, where a part costs nothing extra: a core that wakes late takes fewer.
        let share = rows <= fewRows ? 4 : 1
        Parallel.forRanges(of: steps, grain: 8, partsPerCore: share) { range in
          let part = range.lowerBound * step..<min(max(rows, columns), range.upperBound * step)
          let rowRange = splitsRows ? part : 0..<rows
          let columnRange = splitsRows ? 0..<columns : part
          let target = unsafe result.part(rows: rowRange, columns: columnRange)
          if let bias { unsafe target.fillRows(with: bias, from: columnRange.lowerBound) }
          unsafe weight.columns(columnRange).multiply(
            left.rows(rowRange), adding: bias != nil, into: target)
        }
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
