import CBLAS

/// Why a matrix has no decomposition: one sentence without a full stop.
public struct LinearAlgebraError: Error, Equatable, CustomStringConvertible {
  /// What was found.
  public let description: String
}

/// Decompositions of one dense matrix at a time, in float64, by LAPACK.
///
/// Calls may come from several threads at once: OpenBLAS is kept to one thread a call. Matrices are
/// row-major; a size that LAPACK's 32-bit integers can't count is refused.
public enum LinearAlgebra {
  /// Factors of a matrix: `left @ diag(values) @ right`.
  public struct SingularValues: Sendable {
    /// Left singular vectors as columns, `[rows, rows]`, or `[rows, rank]` where reduced.
    public let left: [Double]
    /// Singular values from the largest on; `min(rows, columns)` of them.
    public let values: [Double]
    /// Right singular vectors as rows, `[columns, columns]`, or `[rank, columns]` where reduced.
    public let right: [Double]
  }

  /// Which singular vectors are computed.
  public enum Vectors: Sendable {
    case none
    /// As many as there are singular values.
    case reduced
    /// Two square matrices.
    case full
  }

  /// The singular value decomposition of a matrix `[rows, columns]`.
  ///
  /// - Throws: `LinearAlgebraError` where the matrix holds NaN or infinity, or the iteration does
  ///   not converge.
  public static func singularValues(
    of matrix: [Double], rows: Int, columns: Int, vectors: Vectors = .none
  ) throws -> SingularValues {
    try require(matrix, rows, columns)
    let rank = min(rows, columns)
    guard rank > 0 else {
      return SingularValues(
        left: vectors == .full ? identity(rows) : [], values: [],
        right: vectors == .full ? identity(columns) : [])
    }
    // A row-major matrix is its transpose in LAPACK's eyes: left and right change places.
    let leftCount = vectors == .none ? 1 : vectors == .full ? rows : rank
    let rightCount = vectors == .none ? 1 : vectors == .full ? columns : rank
    var (job, m, n) = (vectors.job, Int32(columns), Int32(rows))
    var (a, values) = (matrix, [Double](repeating: 0, count: rank))
    var right = [Double](repeating: 0, count: vectors == .none ? 1 : columns * rightCount)
    var left = [Double](repeating: 0, count: vectors == .none ? 1 : rows * leftCount)
    var (ldRight, ldLeft) = (Int32(vectors == .none ? 1 : columns), Int32(leftCount))
    var integers = [Int32](repeating: 0, count: 8 * rank)
    let info = unsafe withWorkspace { work, count, info in
      unsafe dgesdd_(
        &job, &m, &n, &a, &m, &values, &right, &ldRight, &left, &ldLeft, work, count, &integers,
        info)
    }
    guard info == 0 else { throw LinearAlgebraError(description: "the SVD does not converge") }
    return SingularValues(
      left: vectors == .none ? [] : left, values: values, right: vectors == .none ? [] : right)
  }

  /// The eigenvalues of a square matrix `[n, n]` in LAPACK's order.
  ///
  /// - Throws: `LinearAlgebraError` where the matrix holds NaN or infinity, or the iteration does
  ///   not converge.
  public static func eigenvalues(
    of matrix: [Double], size: Int
  ) throws -> (real: [Double], imaginary: [Double]) {
    try require(matrix, size, size)
    guard size > 0 else { return ([], []) }
    // The transpose that LAPACK sees has the same eigenvalues, but NumPy's order is that of the
    // matrix itself.
    var a = transposed(matrix, size)
    var (no, n, one) = (letter("N"), Int32(size), Int32(1))
    var (real, imaginary) = (
      [Double](repeating: 0, count: size), [Double](repeating: 0, count: size)
    )
    var unused = 0.0
    let info = unsafe withWorkspace { work, count, info in
      unsafe withUnsafeMutablePointer(to: &unused) { unused in
        unsafe dgeev_(
          &no, &no, &n, &a, &n, &real, &imaginary, unused, &one, unused, &one, work, count, info)
      }
    }
    guard info == 0 else {
      throw LinearAlgebraError(description: "the eigenvalues do not converge")
    }
    return (real, imaginary)
  }

  /// The eigenvalues of a symmetric matrix `[n, n]`, from the least on, and its eigenvectors as
  /// columns; only the lower triangle is read.
  ///
  /// - Throws: `LinearAlgebraError` where the matrix holds NaN or infinity, or the iteration does
  ///   not converge.
  public static func symmetricEigenvalues(
    of matrix: [Double], size: Int, vectors: Bool = false
  ) throws -> (values: [Double], vectors: [Double]) {
    try require(matrix, size, size)
    guard size > 0 else { return ([], []) }
    var (a, values) = (matrix, [Double](repeating: 0, count: size))
    var (job, upper, n) = (letter(vectors ? "V" : "N"), letter("U"), Int32(size))
    var integers = [Int32](repeating: 0, count: 3 + 5 * size)
    var integerCount = Int32(integers.count)
    let info = unsafe withWorkspace { work, count, info in
      unsafe dsyevd_(
        &job, &upper, &n, &a, &n, &values, work, count, &integers, &integerCount, info)
    }
    guard info == 0 else {
      throw LinearAlgebraError(description: "the eigenvalues do not converge")
    }
    return (values, vectors ? transposed(a, size) : [])
  }

  /// The `x` with `matrix @ x == right` for a square matrix `[n, n]`, each column of `right`,
  /// `[n, columns]`, by itself.
  ///
  /// - Throws: `LinearAlgebraError` where the matrix is singular.
  public static func solution(
    of matrix: [Double], size: Int, right: [Double], columns: Int
  ) throws -> [Double] {
    try require(matrix, size, size, allowingNaN: true)
    try require(right, size, columns, allowingNaN: true)
    guard size > 0, columns > 0 else { return [] }
    var (a, b) = (transposed(matrix, size), [Double](repeating: 0, count: right.count))
    for row in 0..<size {
      for column in 0..<columns { b[column * size + row] = right[row * columns + column] }
    }
    var (n, count, info) = (Int32(size), Int32(columns), Int32(0))
    var pivots = [Int32](repeating: 0, count: size)
    unsafe dgesv_(&n, &count, &a, &n, &pivots, &b, &n, &info)
    guard info == 0 else { throw LinearAlgebraError(description: "the matrix is singular") }
    var result = b
    for row in 0..<size {
      for column in 0..<columns { result[row * columns + column] = b[column * size + row] }
    }
    return result
  }

  /// The inverse of a square matrix `[n, n]`.
  ///
  /// - Throws: `LinearAlgebraError` where the matrix is singular.
  public static func inverse(of matrix: [Double], size: Int) throws -> [Double] {
    try solution(of: matrix, size: size, right: identity(size), columns: size)
  }

  /// The determinant of a square matrix `[n, n]`; 1 for an empty one.
  ///
  /// - Throws: `LinearAlgebraError` where the matrix is too large.
  public static func determinant(of matrix: [Double], size: Int) throws -> Double {
    try require(matrix, size, size, allowingNaN: true)
    guard size > 0 else { return 1 }
    var (a, n, info) = (matrix, Int32(size), Int32(0))
    var pivots = [Int32](repeating: 0, count: size)
    unsafe dgetrf_(&n, &n, &a, &n, &pivots, &info)
    var product = 1.0
    for index in 0..<size {
      product *=
        pivots[index] == Int32(index + 1) ? a[index * size + index] : -a[index * size + index]
    }
    return product
  }
}

extension LinearAlgebra.Vectors {
  fileprivate var job: CChar {
    switch self {
    case .none: letter("N")
    case .reduced: letter("S")
    case .full: letter("A")
    }
  }
}

/// A one-letter argument.
private func letter(_ scalar: Unicode.Scalar) -> CChar { CChar(truncatingIfNeeded: scalar.value) }

/// Runs a routine twice: to learn how much memory it wants, and with that.
///
/// - Returns: Its `info`; 0 where it did what it should.
private func withWorkspace(
  _ routine: (
    UnsafeMutablePointer<Double>, UnsafePointer<Int32>, UnsafeMutablePointer<Int32>
  ) -> Void
) -> Int32 {
  var (size, query, info) = (0.0, Int32(-1), Int32(0))
  unsafe routine(&size, &query, &info)
  guard info == 0 else { return info }
  var count = Int32(clamping: max(1, Int(size)))
  var work = [Double](repeating: 0, count: Int(count))
  unsafe routine(&work, &count, &info)
  return info
}

/// Checks what LAPACK would not bear, and keeps it to one thread a call.
private func require(
  _ matrix: [Double], _ rows: Int, _ columns: Int, allowingNaN: Bool = false
) throws {
  precondition(matrix.count == rows * columns, "\(matrix.count) values for [\(rows), \(columns)]")
  _ = Parallel.width
  guard max(rows, columns) <= 16_384 else {
    throw LinearAlgebraError(
      description: "the matrix has shape (\(rows), \(columns)); decompositions go up to 16384")
  }
  guard allowingNaN || matrix.allSatisfy(\.isFinite) else {
    throw LinearAlgebraError(description: "the matrix holds NaN or infinity")
  }
}

private func identity(_ size: Int) -> [Double] {
  var matrix = [Double](repeating: 0, count: size * size)
  for index in 0..<size { matrix[index * size + index] = 1 }
  return matrix
}

private func transposed(_ matrix: [Double], _ size: Int) -> [Double] {
  var result = matrix
  for row in 0..<size {
    for column in 0..<size { result[column * size + row] = matrix[row * size + column] }
  }
  return result
}
