internal import Foundation
internal import Tensors

extension ScriptFunction {
  /// Products and norms of arrays; float32 arguments give float32 results.
  static let products: [ScriptFunction] = [
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

extension ScriptCall {
  func norm() throws -> ScriptValue {
    let array = try self.array(0)
    let magnitudes = array.dtype == .complex128 ? try magnitude() : .array(array)
    guard case .array(let real) = magnitudes else { return .none }
    let isMatrixNorm = real.axes == 2 && !has(2) && has(1)
    if isMatrixNorm { return .array(try matrixNorm(real)) }
    if has(1), self[1].number == nil { throw wrong(1, "a number for vectors") }
    let order = try has(1) ? number(1) : 2
    let lanes = try Lanes(real, along: axes(2, of: real), meter)
    if has(1), !has(2), real.axes > 2 { throw wrong(2, "needed for an array of more than 2 axes") }
    let result = try lanes.reduced(keepingAxes: flag(3), work: 8, meter) {
      (row: Span<Double>) -> Double in
      switch order {
      case 2: row.total { $0 * $0 }.squareRoot()
      case 1: row.total { abs($0) }
      case .infinity: (0..<row.count).reduce(0) { max($0, abs(row[$1])) }
      case -.infinity: (0..<row.count).reduce(.infinity) { min($0, abs(row[$1])) }
      case 0: row.total { $0 == 0 ? 0 : 1 }
      default: pow(row.total { pow(abs($0), order) }, 1 / order)
      }
    }
    return .array(result.cast(to: real.dtype.inexact))
  }

  private func matrixNorm(_ matrix: ScriptArray) throws -> ScriptArray {
    let values = matrix.values(as: Double.self)
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    try meter.spend(values.count)
    func sums(alongRows: Bool) -> [Double] {
      (0..<(alongRows ? rows : columns)).map { outer in
        (0..<(alongRows ? columns : rows)).reduce(0.0) { sum, inner in
          sum + abs(values[alongRows ? outer * columns + inner : inner * columns + outer])
        }
      }
    }
    let norm: Double
    switch (self[1].string, self[1].number) {
    case ("fro", _): norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    case ("nuc", _): norm = try decomposed(matrix, vectors: .none).values.reduce(0, +)
    case (_, 2): norm = try decomposed(matrix, vectors: .none).values.first ?? 0
    case (_, -2): norm = try decomposed(matrix, vectors: .none).values.last ?? 0
    case (_, 1): norm = sums(alongRows: false).max() ?? 0
    case (_, -1): norm = sums(alongRows: false).min() ?? 0
    case (_, .some(.infinity)): norm = sums(alongRows: true).max() ?? 0
    case (_, .some(-.infinity)): norm = sums(alongRows: true).min() ?? 0
    default: throw wrong(1, "\"fro\", \"nuc\", 1, -1, 2, -2, inf or -inf for a matrix")
    }
    return ScriptArray(scalar: norm).cast(to: matrix.dtype.inexact)
  }

  /// Covariances in float64, as NumPy computes them.
  func covariance() throws -> ScriptArray {
    var matrix = try real(0)
    guard matrix.axes <= 2 else { throw wrong(0, "a vector or a matrix") }
    let isVector = matrix.axes < 2
    if isVector { matrix = matrix.reshaped([1, matrix.count]) }
    if try !flag(1, or: true), !isVector { matrix = try matrix.transposed([1, 0], meter) }
    let (rows, count) = (matrix.shape[0], matrix.shape[1])
    var values = matrix.values(as: Double.self)
    for row in 0..<rows {
      let range = row * count..<(row + 1) * count
      let mean = values[range].reduce(0, +) / Double(count)
      for index in range { values[index] -= mean }
    }
    let centred = ScriptArray([rows, count], values)
    let products = try matrixProduct(centred, centred.transposed([1, 0], meter), meter)
    let result = try meter.array(products.shape) {
      mapped(products.values(as: Double.self)) { $0 / Double(count - 1) }
    }
    return isVector ? result.reshaped([]) : result
  }

  func correlation() throws -> ScriptValue {
    let covariance = try covariance()
    if covariance.axes == 0 { return .array(ScriptArray(scalar: 1.0)) }
    let size = covariance.shape[0]
    let values = covariance.values(as: Double.self)
    return .array(
      try meter.array(covariance.shape) {
        values.indices.map { place in
          let (row, column) = (place / size, place % size)
          let scale =
            values[row * size + row].squareRoot() * values[column * size + column].squareRoot()
          let result = values[place] / scale
          return result.isNaN ? result : min(1, max(-1, result))
        }
      })
  }
}
