internal import Foundation
internal import Tensors

extension ScriptFunction {
  /// Linear algebra, computed in float64 by LAPACK; float32 arguments give float32 results.
  static let decompositions: [ScriptFunction] = [
    ScriptFunction("svdvals(a)", "Singular values, the largest first") { call in
      let matrix = try call.matrix(0)
      let parts = try call.decomposed(matrix, vectors: .none)
      return .array(try call.result([parts.values.count], parts.values, like: matrix))
    },
    ScriptFunction(
      "svd(a, full_matrices=True, compute_uv=True)",
      "[U, S, Vh] with a = U @ diag(S) @ Vh, or S alone"
    ) { try $0.svd() },
    ScriptFunction(
      "eigvals(a)",
      "Eigenvalues of a square matrix; complex128 where one is not real"
    ) { call in
      let matrix = try call.square(0)
      let size = matrix.shape[0]
      try call.spendOnDecomposition(size, size, factor: 2)
      let (real, imaginary) = try call.algebra {
        try LinearAlgebra.eigenvalues(of: matrix.values(), size: size)
      }
      guard imaginary.contains(where: { $0 != 0 }) else {
        return .array(try call.result([size], real, like: matrix))
      }
      return .array(
        try call.meter.array([size]) { zip(real, imaginary).map { Complex($0, $1) } })
    },
    ScriptFunction(
      "eigvalsh(a)", "Eigenvalues of a symmetric matrix, ascending; reads its lower half"
    ) {
      call in
      let matrix = try call.square(0)
      return .array(
        try call.result(
          [matrix.shape[0]], call.symmetric(matrix, vectors: false).values, like: matrix))
    },
    ScriptFunction("eigh(a)", "[eigenvalues, eigenvectors as columns] of a symmetric matrix") {
      call in
      let matrix = try call.square(0)
      let (values, vectors) = try call.symmetric(matrix, vectors: true)
      return .list([
        .array(try call.result([values.count], values, like: matrix)),
        .array(try call.result(matrix.shape, vectors, like: matrix)),
      ])
    },
    ScriptFunction("inv(a)", "Inverse of a square matrix") { call in
      let matrix = try call.square(0)
      try call.spendOnDecomposition(matrix.shape[0], matrix.shape[0])
      let inverse = try call.algebra {
        try LinearAlgebra.inverse(of: matrix.values(), size: matrix.shape[0])
      }
      return .array(try call.result(matrix.shape, inverse, like: matrix))
    },
    ScriptFunction("solve(a, b)", "The x with a @ x = b") { call in
      let (matrix, right) = (try call.square(0), try call.real(1))
      guard (1...2).contains(right.axes), right.shape[0] == matrix.shape[0] else {
        throw call.wrong(1, "a vector or a matrix of \(matrix.shape[0]) rows")
      }
      try call.spendOnDecomposition(matrix.shape[0], matrix.shape[0])
      let columns = right.axes == 1 ? 1 : right.shape[1]
      let solution = try call.algebra {
        try LinearAlgebra.solution(
          of: matrix.values(), size: matrix.shape[0], right: right.values(), columns: columns)
      }
      let dtype = matrix.dtype.promoted(with: right.dtype).inexact
      return .array(try call.meter.array(right.shape) { solution }.cast(to: dtype))
    },
    ScriptFunction("pinv(a)", "Pseudo-inverse (Moore-Penrose)") { try $0.pseudoInverse() },
    ScriptFunction("det(a)", "Determinant of a square matrix") { call in
      let matrix = try call.square(0)
      try call.spendOnDecomposition(matrix.shape[0], matrix.shape[0])
      let determinant = try call.algebra {
        try LinearAlgebra.determinant(of: matrix.values(), size: matrix.shape[0])
      }
      return .array(try call.result([], [determinant], like: matrix))
    },
    ScriptFunction("matrix_rank(a)", "Singular values above the rounding error") { call in
      let matrix = try call.matrix(0)
      let values = try call.decomposed(matrix, vectors: .none).values
      let limit =
        (values.first ?? 0) * Double(matrix.shape.max() ?? 0)
        * (matrix.dtype == .float32 ? Double(Float.ulpOfOne) : Double.ulpOfOne)
      return .array(ScriptArray(scalar: values.count { $0 > limit }))
    },
    ScriptFunction("matrix_power(a, n)", "A square matrix times itself, n times") { call in
      let matrix = try call.square(0)
      var (exponent, base) = (try call.integer(1), ScriptValue.array(matrix))
      guard (0...1 << 30).contains(exponent) else { throw call.wrong(1, "0 or more") }
      let size = matrix.shape[0]
      var result = ScriptValue.array(
        ScriptArray([size, size], call.matrix(size, size) { $0 == $1 ? 1 : 0 })
          .cast(to: matrix.dtype))
      while exponent > 0 {
        if exponent & 1 == 1 { result = try call.meter.binary(.matrixProduct, result, base) }
        exponent >>= 1
        if exponent > 0 { base = try call.meter.binary(.matrixProduct, base, base) }
      }
      return result
    },
  ]
}

extension ScriptCall {
  /// Runs something of LAPACK's.
  func algebra<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as LinearAlgebraError {
      throw ScriptFault(error.description, argument: 0)
    }
  }

  /// Takes note of a decomposition before it is made: it can't be stopped.
  func spendOnDecomposition(_ rows: Int, _ columns: Int, factor: Int = 1) throws {
    _ = try meter.reserve([rows, columns, 3], .float64, 0)
    guard max(rows, columns) <= 1 << 20 else { return }
    try meter.spend(rows * columns / 4 * min(rows, columns) * factor)
  }

  /// An array of float64 values, as float32 where the argument was.
  func result(_ shape: [Int], _ values: [Double], like array: ScriptArray) throws -> ScriptArray {
    try meter.array(shape) { values }.cast(to: array.dtype.inexact)
  }

  func decomposed(
    _ matrix: ScriptArray, vectors: LinearAlgebra.Vectors
  ) throws -> LinearAlgebra.SingularValues {
    try spendOnDecomposition(matrix.shape[0], matrix.shape[1], factor: vectors == .none ? 1 : 3)
    if vectors == .full {
      for size in matrix.shape { _ = try meter.reserve([size, size], .float64, 0) }
    }
    return try algebra {
      try LinearAlgebra.singularValues(
        of: matrix.values(), rows: matrix.shape[0], columns: matrix.shape[1], vectors: vectors)
    }
  }

  func symmetric(
    _ matrix: ScriptArray, vectors: Bool
  ) throws -> (values: [Double], vectors: [Double]) {
    let size = matrix.shape[0]
    try spendOnDecomposition(size, size, factor: 2)
    return try algebra {
      try LinearAlgebra.symmetricEigenvalues(of: matrix.values(), size: size, vectors: vectors)
    }
  }

  func svd() throws -> ScriptValue {
    let matrix = try matrix(0)
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    let isFull = try flag(1, or: true)
    guard try flag(2, or: true) else {
      let values = try decomposed(matrix, vectors: .none).values
      return .array(try result([values.count], values, like: matrix))
    }
    let parts = try decomposed(matrix, vectors: isFull ? .full : .reduced)
    let rank = parts.values.count
    return .list([
      .array(try result([rows, isFull ? rows : rank], parts.left, like: matrix)),
      .array(try result([rank], parts.values, like: matrix)),
      .array(try result([isFull ? columns : rank, columns], parts.right, like: matrix)),
    ])
  }

  func pseudoInverse() throws -> ScriptValue {
    let matrix = try matrix(0)
    let parts = try decomposed(matrix, vectors: .reduced)
    let (rows, columns, rank) = (matrix.shape[0], matrix.shape[1], parts.values.count)
    // Singular values below this share of the largest count as 0, as in numpy.linalg.pinv.
    let limit = 1e-15 * (parts.values.first ?? 0)
    var right = [Double](repeating: 0, count: columns * rank)
    for index in 0..<rank where parts.values[index] > limit {
      for column in 0..<columns {
        right[column * rank + index] = parts.right[index * columns + column] / parts.values[index]
      }
    }
    let left = ScriptArray([rows, rank], parts.left)
    let product = try matrixProduct(
      ScriptArray([columns, rank], right), left.transposed([1, 0], meter), meter)
    return .array(product.cast(to: matrix.dtype.inexact))
  }
}
