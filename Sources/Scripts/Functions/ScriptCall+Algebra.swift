internal import Foundation
internal import Tensors

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
