extension ScriptFunction {
  /// Functions of the diagonals and triangles of matrices.
  static let diagonals: [ScriptFunction] = [
    ScriptFunction("tril(a, k=0)", "What is above the diagonal k set to 0") {
      .array(try $0.triangle { column, row, k in column - row <= k })
    },
    ScriptFunction("triu(a, k=0)", "What is below the diagonal k set to 0") {
      .array(try $0.triangle { column, row, k in column - row >= k })
    },
    ScriptFunction(
      "tril_indices(n, k=0, m=None)", "Rows and columns of the places up to the diagonal k"
    ) {
      try $0.triangleIndices { column, row, k in column - row <= k }
    },
    ScriptFunction(
      "triu_indices(n, k=0, m=None)", "Rows and columns of the places from the diagonal k on"
    ) {
      try $0.triangleIndices { column, row, k in column - row >= k }
    },
    ScriptFunction("diag(a, k=0)", "The diagonal k of a matrix, or a matrix with this diagonal") {
      .array(try $0.diagonalOrMatrix())
    },
    ScriptFunction("diagonal(a, offset=0)", "The diagonal of the first two axes") { call in
      .array(try call.diagonal(call.array(0), call.integer(1, or: 0)))
    },
    ScriptFunction("fill_diagonal(a, value)", "The array with another diagonal") {
      .array(try $0.withDiagonal())
    },
    ScriptFunction(
      "offsets(a)",
      "Mean of each diagonal of a square matrix from 0 down: attention at each distance"
    ) { try $0.offsetMeans() },
  ]
}

extension ScriptCall {
  /// The rows and the columns of places of an n x m matrix.
  func triangleIndices(_ isIn: (_ column: Int, _ row: Int, _ k: Int) -> Bool) throws -> ScriptValue
  {
    let rows = try length(0)
    let (k, columns) = (try integer(1, or: 0), try has(2) ? length(2) : rows)
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    try meter.spend(overflow ? .max : count)
    let places = (0..<rows).flatMap { row in
      (0..<columns).filter { isIn($0, row, k) }.map { (row, $0) }
    }
    return .list([
      .array(try meter.array([places.count]) { places.map(\.0) }),
      .array(try meter.array([places.count]) { places.map(\.1) }),
    ])
  }

  func triangle(_ isKept: (_ column: Int, _ row: Int, _ k: Int) -> Bool) throws -> ScriptArray {
    let array = try array(0)
    guard array.axes >= 2 else { throw wrong(0, "a matrix") }
    let k = try integer(1, or: 0)
    guard k.magnitude < 1 << 40 else { throw wrong(1, "smaller") }
    let (rows, columns) = (array.shape[array.axes - 2], array.shape[array.axes - 1])
    let mask = try meter.array([rows, columns]) {
      (0..<rows).flatMap { row in (0..<columns).map { isKept($0, row, k) } }
    }
    return try Arithmetic(meter: meter).result(
      .multiply, Operand(array: array, weak: nil), Operand(array: mask, weak: nil)
    ).replacingNaN(of: array, outside: mask, meter)
  }

  func diagonal(_ array: ScriptArray, _ offset: Int) throws -> ScriptArray {
    guard array.axes >= 2 else { throw wrong(0, "a matrix") }
    let strides = array.strides
    let (rows, columns) = (array.shape[0], array.shape[1])
    let k = max(-rows, min(columns, offset))
    let count = max(0, min(k < 0 ? rows + k : rows, k < 0 ? columns : columns - k))
    // As in NumPy the diagonal becomes the last axis.
    return try array.strided(
      array.shape.dropFirst(2) + [count], strides.dropFirst(2) + [strides[0] + strides[1]],
      offset: count == 0 ? 0 : k < 0 ? -k * strides[0] : k * strides[1], meter)
  }

  func diagonalOrMatrix() throws -> ScriptArray {
    let (array, k) = (try array(0), try integer(1, or: 0))
    if array.axes == 2 { return try diagonal(array, k) }
    guard array.axes == 1 else { throw wrong(0, "a vector or a matrix") }
    guard k.magnitude < 1 << 30 else { throw wrong(1, "smaller") }
    let size = array.count + abs(k)
    _ = try meter.reserve([size, size], .int64)
    var places = [Int](repeating: array.count, count: size * size)
    for index in 0..<array.count {
      places[(index + max(0, -k)) * size + index + max(0, k)] = index
    }
    let zero = ScriptArray([1], [0]).cast(to: array.dtype)
    let extended = try concatenated([array, zero], axis: 0)
    return try meter.array([size, size], array.dtype) {
      extended.elements.rearranged(RowGather(rows: places, width: 1))
    }
  }

  func withDiagonal() throws -> ScriptArray {
    let array = try array(0)
    guard array.axes == 2 else { throw wrong(0, "a matrix") }
    let (rows, columns) = (array.shape[0], array.shape[1])
    let length = min(rows, columns)
    let value = try self.array(1).cast(to: array.dtype)
    guard value.axes == 0 || value.shape == [length] else {
      throw wrong(1, "a number or a vector of \(length)")
    }
    let all = try concatenated(
      [array.reshaped([array.count]), value.reshaped([value.count])], axis: 0)
    let places = (0..<array.count).map { place in
      let (row, column) = (place / columns, place % columns)
      return row != column ? place : array.count + (value.count == 1 ? 0 : row)
    }
    return try meter.array(array.shape, array.dtype) {
      all.elements.rearranged(RowGather(rows: places, width: 1))
    }
  }

  func offsetMeans() throws -> ScriptValue {
    let array = try square(0)
    let size = array.shape[0]
    let values = array.values(as: Double.self)
    let means = try meter.array([size]) {
      (0..<size).map { offset in
        var sum = 0.0
        for row in offset..<size { sum += values[row * size + row - offset] }
        return sum / Double(size - offset)
      }
    }
    try meter.spend(array.count)
    return .array(means.cast(to: array.dtype.inexact))
  }
}

extension ScriptArray {
  /// Zeros where `mask` is false: NaN and infinity times false are NaN.
  fileprivate func replacingNaN(
    of array: ScriptArray, outside mask: ScriptArray, _ meter: ScriptMeter
  ) throws -> ScriptArray {
    guard dtype.isInexact, values(as: Double.self).contains(where: \.isNaN) else { return self }
    let all = try mask.broadcast(to: shape, meter).values(as: Bool.self)
    let places = all.indices.map { all[$0] ? $0 : count }
    let extended = try joined(
      [array.reshaped([count]), ScriptArray([1], [0]).cast(to: dtype)], dtype, shape: [count + 1],
      meter)
    return try meter.array(shape, dtype) {
      extended.elements.rearranged(RowGather(rows: places, width: 1))
    }
  }
}
