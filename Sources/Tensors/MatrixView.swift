import CBLAS

/// A window of a row-major matrix: `rows` x `columns` floats whose rows lie `stride` floats apart.
///
/// It borrows memory that its maker keeps alive, so it stays inside the closure that made it.
@unsafe public struct MatrixView {
  /// First element of the first row.
  public let base: UnsafeMutablePointer<Float>
  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// Floats from one row's start to the next, at least `columns`.
  public let stride: Int

  /// Views `rows` x `columns` floats from `base` on.
  public init(_ base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int) {
    unsafe self.base = base
    unsafe self.rows = rows
    unsafe self.columns = columns
    unsafe self.stride = stride
  }

  /// The part of this view in these rows and columns.
  public func part(rows: Range<Int>, columns: Range<Int>) -> MatrixView {
    unsafe precondition(rows.lowerBound >= 0 && rows.upperBound <= self.rows, "rows \(rows)")
    unsafe precondition(
      columns.lowerBound >= 0 && columns.upperBound <= self.columns, "columns \(columns)")
    return unsafe MatrixView(
      base + rows.lowerBound * stride + columns.lowerBound,
      rows: rows.count, columns: columns.count, stride: stride)
  }

  /// These columns of all rows.
  public func columns(_ range: Range<Int>) -> MatrixView {
    unsafe part(rows: 0..<rows, columns: range)
  }

  /// These rows, whole.
  public func rows(_ range: Range<Int>) -> MatrixView {
    unsafe part(rows: range, columns: 0..<columns)
  }

  /// Writes `value` everywhere.
  public func fill(with value: Float) {
    for row in unsafe 0..<rows {
      unsafe (base + row * stride).update(repeating: value, count: columns)
    }
  }

  /// Multiplies every element with `factor`.
  public func scale(by factor: Float) {
    for row in unsafe 0..<rows {
      for column in unsafe 0..<columns { unsafe base[row * stride + column] *= factor }
    }
  }

  /// Whether every element is +0.
  public var isZero: Bool {
    unsafe (0..<rows).allSatisfy { row in
      let start = unsafe UnsafeRawPointer(base + row * stride)
      var (bits, column) = (SIMD16<UInt32>(), 0)
      while unsafe column + 16 <= columns {
        bits |= unsafe start.loadUnaligned(fromByteOffset: column * 4, as: SIMD16<UInt32>.self)
        column += 16
      }
      while unsafe column < columns {
        bits[0] |= unsafe start.loadUnaligned(fromByteOffset: column * 4, as: UInt32.self)
        column += 1
      }
      return bits == SIMD16<UInt32>()
    }
  }
}

extension Tensor {
  /// Calls `body` with the tensor as a matrix of `rows` x `columns`, all axes but the last as rows.
  public mutating func withMatrix<Result>(
    _ body: (MatrixView) throws -> Result
  ) rethrows -> Result {
    let (rows, columns) = (rows, columns)
    return try unsafe values.withUnsafeMutableBufferPointer { buffer in
      let base = unsafe buffer.baseAddress ?? emptyMatrix
      return try unsafe body(MatrixView(base, rows: rows, columns: columns, stride: columns))
    }
  }
}

/// How the right factor of a product lies in memory.
public enum MatrixLayout: Sendable {
  /// `[inner, columns]`, as in `x @ w`: GPT-2's Conv1D weights.
  case innerByColumns
  /// `[columns, inner]`, as in `x @ w.T`: PyTorch's Linear weights, and keys under queries.
  case columnsByInner
}

/// Computes `result = scale * left @ right (+ result)` on this thread with BLAS's `sgemm`.
public func multiply(
  _ left: MatrixView, _ right: MatrixView, _ layout: MatrixLayout, scale: Float = 1,
  adding: Bool = false, into result: MatrixView
) {
  unsafe multiply(
    left, right.base, rightStride: right.stride, layout, scale: scale, adding: adding, into: result)
}

/// The same with a read-only right factor given by its first element and row stride.
func multiply(
  _ left: MatrixView, _ right: UnsafePointer<Float>, rightStride: Int, _ layout: MatrixLayout,
  scale: Float = 1, adding: Bool = false, into result: MatrixView
) {
  guard unsafe result.rows > 0 && result.columns > 0 else { return }
  unsafe cblas_sgemm(
    CblasRowMajor, CblasNoTrans, layout == .columnsByInner ? CblasTrans : CblasNoTrans,
    blasint(result.rows), blasint(result.columns), blasint(left.columns), scale,
    left.base, blasint(left.stride), right, blasint(rightStride), adding ? 1 : 0,
    result.base, blasint(result.stride))
}

/// A tensor that several threads read as a matrix at once.
public struct ReadOnlyMatrix: Sendable {
  private let tensor: Tensor

  /// Shares the elements of `tensor`, all axes but the last as rows.
  public init(_ tensor: Tensor) { self.tensor = tensor }

  /// Calls `body` with the matrix, which it must not write to.
  public func view<Result>(_ body: (MatrixView) throws -> Result) rethrows -> Result {
    try unsafe tensor.values.withUnsafeBufferPointer { buffer in
      let base = unsafe UnsafeMutablePointer(mutating: buffer.baseAddress) ?? emptyMatrix
      return try unsafe body(
        MatrixView(
          base, rows: tensor.rows, columns: tensor.columns, stride: tensor.columns))
    }
  }
}

/// Where a matrix without elements starts.
private var emptyMatrix: UnsafeMutablePointer<Float> {
  unsafe UnsafeMutablePointer(bitPattern: 64).unsafelyUnwrapped
}
