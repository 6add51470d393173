internal import Foundation
internal import Tensors

extension ScriptFunction {
  /// Linear algebra, computed in float64 by LAPACK; float32 arguments give float32 results.
  static let linearAlgebra: [ScriptFunction] = [
    ScriptFunction(
      "einsum(subscripts, *operands)",
      "Products of elements that share an index, summed over those that the result lacks: 'qk,kd->qd'"
    ) { .array(try $0.einsum()) },
    ScriptFunction("matmul(a, b)", "a @ b") { try $0.operation(.matrixProduct) },
    ScriptFunction("dot(a, b)", "Sum of products of vectors; a @ b of matrices, a * b of numbers") {
      call in
      let (a, b) = (try call.array(0), try call.array(1))
      guard b.axes <= 2 else { throw call.wrong(1, "a vector or a matrix") }
      return try call.meter.binary(
        a.axes == 0 || b.axes == 0 ? .multiply : .matrixProduct, .array(a), .array(b))
    },
    ScriptFunction("outer(a, b)", "All products of an element of a and one of b, as a matrix") {
      call in
      let (a, b) = (try call.array(0), try call.array(1))
      return .array(
        try Arithmetic(meter: call.meter).result(
          .multiply, Operand(array: a.reshaped([a.count, 1]), weak: nil),
          Operand(array: b.reshaped([1, b.count]), weak: nil)))
    },
    ScriptFunction("trace(a, offset=0)", "Sum of the diagonal of a matrix") { call in
      let diagonal = try call.diagonal(call.array(0), call.integer(1, or: 0))
      return .array(try call.with([.array(diagonal), .integer(-1), .bool(false)]).sum())
    },
    ScriptFunction(
      "norm(a, ord=None, axis=None, keepdims=False)",
      "Length of a vector (ord 1, 2, inf ...), or of a matrix as a vector; ord \"fro\", \"nuc\", 2 too"
    ) { try $0.norm() },
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
    ScriptFunction("kron(a, b)", "Kronecker product of two matrices") { call in
      let (a, b) = (try call.matrix(0), try call.matrix(1))
      let product = try Arithmetic(meter: call.meter).result(
        .multiply, Operand(array: a.reshaped([a.shape[0], 1, a.shape[1], 1]), weak: nil),
        Operand(array: b.reshaped([1, b.shape[0], 1, b.shape[1]]), weak: nil))
      return .array(product.reshaped([a.shape[0] * b.shape[0], a.shape[1] * b.shape[1]]))
    },
    ScriptFunction("cov(a, rowvar=True)", "Covariances of the rows, or of the columns") {
      .array(try $0.covariance())
    },
    ScriptFunction("corrcoef(a, rowvar=True)", "Correlations of the rows, or of the columns") {
      try $0.correlation()
    },
  ]
}
