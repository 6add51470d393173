import CBLAS

extension LinearAlgebra {
  /// The products of `count` pairs of row-major matrices, `[rows, inner]` and `[inner, columns]`.
  public static func products(
    _ left: [Float], _ right: [Float], count: Int, _ rows: Int, _ inner: Int, _ columns: Int
  ) -> [Float] {
    unsafe products(left, right, count, rows, inner, columns) { a, b, c in
      unsafe cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1, a,
        Int32(inner), b, Int32(columns), 0, c, Int32(columns))
    }
  }

  /// The same in float64.
  public static func products(
    _ left: [Double], _ right: [Double], count: Int, _ rows: Int, _ inner: Int, _ columns: Int
  ) -> [Double] {
    unsafe products(left, right, count, rows, inner, columns) { a, b, c in
      unsafe cblas_dgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(columns), Int32(inner), 1, a,
        Int32(inner), b, Int32(columns), 0, c, Int32(columns))
    }
  }

  private static func products<T: FloatingPoint>(
    _ left: [T], _ right: [T], _ count: Int, _ rows: Int, _ inner: Int, _ columns: Int,
    _ multiply: (UnsafePointer<T>, UnsafePointer<T>, UnsafeMutablePointer<T>) -> Void
  ) -> [T] {
    precondition(left.count == count * rows * inner, "\(left.count) values at the left")
    precondition(right.count == count * inner * columns, "\(right.count) values at the right")
    _ = Parallel.width  // keeps BLAS to one thread a call
    var result = [T](repeating: 0, count: count * rows * columns)
    unsafe result.withUnsafeMutableBufferPointer { result in
      unsafe left.withUnsafeBufferPointer { left in
        unsafe right.withUnsafeBufferPointer { right in
          guard let a = left.baseAddress, let b = right.baseAddress, let c = result.baseAddress,
            rows > 0, inner > 0, columns > 0, max(rows, inner, columns) <= Int32.max
          else { return }
          for index in 0..<count {
            unsafe multiply(
              a + index * rows * inner, b + index * inner * columns, c + index * rows * columns)
          }
        }
      }
    }
    return result
  }
}
