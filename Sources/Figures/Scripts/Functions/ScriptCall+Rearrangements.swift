extension ScriptCall {
  /// The arrays in the list that the first argument is, or along its first axis.
  func arrays() throws -> [ScriptArray] {
    let items = try self[0].items(meter)
    guard !items.isEmpty else { throw wrong(0, "a list of at least one array") }
    return try items.map { try value($0, asArrayFor: 0) }
  }

  func reshaped() throws -> ScriptArray {
    let array = try array(0)
    var shape = try restIntegers()
    let unknown = shape.indices.filter { shape[$0] == -1 }
    let known = try elementCount(shape.filter { $0 != -1 }.map { max($0, 0) })
    if unknown.count == 1, known > 0, array.count % known == 0 {
      shape[unknown[0]] = array.count / known
    }
    guard shape.count <= 8, shape.allSatisfy({ $0 >= 0 }), try elementCount(shape) == array.count
    else {
      throw ScriptFault(
        "\(array.count) elements don't fill shape \(shapeText(try restIntegers()))")
    }
    return array.reshaped(shape)
  }

  func transposed() throws -> ScriptArray {
    let array = try array(0)
    if rest.isEmpty { return try array.transposed(array.shape.indices.reversed(), meter) }
    let order = try restIntegers().map { try axis($0, of: array.axes) }
    guard order.sorted() == Array(array.shape.indices) else {
      throw ScriptFault("'transpose' names each of the \(array.axes) axes once")
    }
    return try array.transposed(order, meter)
  }

  func squeezed() throws -> ScriptValue {
    let array = try array(0)
    let axes = try has(1) ? axes(1, of: array) : array.shape.indices.filter { array.shape[$0] == 1 }
    guard axes.allSatisfy({ array.shape[$0] == 1 }) else {
      throw ScriptFault(
        "an array of shape \(shapeText(array.shape)) has another length than 1 there", argument: 1)
    }
    let shape = array.shape.indices.filter { !axes.contains($0) }.map { array.shape[$0] }
    return .array(array.reshaped(shape))
  }

  /// Joins arrays along an axis; as vectors of all their elements where it is nil.
  func concatenated(_ arrays: [ScriptArray], axis: Int?) throws -> ScriptArray {
    let arrays = axis == nil ? arrays.map { $0.reshaped([$0.count]) } : arrays
    let first = arrays[0]
    let axis = try self.axis(axis ?? 0, of: first.axes)
    for other in arrays.dropFirst() {
      guard other.axes == first.axes,
        first.shape.indices.allSatisfy({ $0 == axis || first.shape[$0] == other.shape[$0] })
      else {
        throw ScriptFault(
          "shapes \(shapeText(first.shape)) and \(shapeText(other.shape)) can't be joined along "
            + "axis \(axis): the other axes must be of one length", argument: 0)
      }
    }
    let dtype = arrays.dropFirst().reduce(first.dtype) { $0.promoted(with: $1.dtype) }
    // With the axis in front, joining is putting elements one after another.
    let order = [axis] + first.shape.indices.filter { $0 != axis }
    let parts = try arrays.map { try $0.transposed(order, meter) }
    let total = parts.reduce(0) { $0 + $1.shape[0] }
    let whole = try joined(
      parts, dtype, shape: [total] + parts[0].shape.dropFirst(), meter)
    var back = Array(1..<first.axes)
    back.insert(0, at: axis)
    return try whole.transposed(back, meter)
  }

  func stacked() throws -> ScriptArray { try stack(arrays(), axis: integer(1, or: 0)) }

  func stack(_ arrays: [ScriptArray], axis: Int) throws -> ScriptArray {
    guard let first = arrays.first else { return ScriptArray([0, 0], [Int]()) }
    guard arrays.allSatisfy({ $0.shape == first.shape }) else {
      throw ScriptFault("'stack' takes arrays of one shape", argument: 0)
    }
    let axis = try self.axis(axis, of: first.axes + 1)
    var shape = first.shape
    shape.insert(1, at: axis)
    return try concatenated(arrays.map { $0.reshaped(shape) }, axis: axis)
  }

  func rolled() throws -> ScriptArray {
    let array = try array(0)
    guard has(2) else {
      let flat = array.reshaped([array.count])
      return try rolled(flat, integer(1), 0).reshaped(array.shape)
    }
    let (shifts, axes) = (try integers(1), try integers(2).map { try axis($0, of: array.axes) })
    guard shifts.count == axes.count || shifts.count == 1 else {
      throw wrong(1, "one integer, or one for each axis")
    }
    return try axes.enumerated().reduce(array) { array, next in
      try rolled(array, shifts[shifts.count == 1 ? 0 : next.offset], next.element)
    }
  }

  private func rolled(_ array: ScriptArray, _ shift: Int, _ axis: Int) throws -> ScriptArray {
    let length = array.shape[axis]
    guard length > 0 else { return array }
    let start = floorRemainder(0 &- shift, length)
    return try taken(array, (0..<length).map { ($0 + start) % length }, axis)
  }

  /// The elements at these places of an axis.
  private func taken(_ array: ScriptArray, _ places: [Int], _ axis: Int) throws -> ScriptArray {
    let all = Place.slice(Slice(start: nil, stop: nil, step: 1))
    let whole = [Place](repeating: all, count: axis)
    let result = try meter.part(
      of: .array(array), whole + [.indices(ScriptArray([places.count], places))])
    guard case .array(let result) = result else { return array }
    return result
  }

  func reversed(_ array: ScriptArray, _ axes: [Int]) throws -> ScriptArray {
    guard array.axes > (axes.last ?? -1) else { throw wrong(0, "an array of more axes") }
    var (strides, offset) = (array.strides, 0)
    for axis in axes where array.shape[axis] > 0 {
      offset += (array.shape[axis] - 1) * strides[axis]
      strides[axis] = -strides[axis]
    }
    return try array.strided(array.shape, strides, offset: array.count == 0 ? 0 : offset, meter)
  }

  func turned() throws -> ScriptArray {
    let array = try array(0)
    guard array.axes == 2 else { throw wrong(0, "a matrix") }
    switch floorRemainder(try integer(1, or: 1), 4) {
    case 1: return try reversed(array, [1]).transposed([1, 0], meter)
    case 2: return try reversed(array, [0, 1])
    case 3: return try reversed(array.transposed([1, 0], meter), [1])
    default: return array
    }
  }

  func repeated() throws -> ScriptArray {
    var array = try array(0)
    if !has(2) { array = array.reshaped([array.count]) }
    let axis = try has(2) ? axis(2, of: array) : 0
    let length = array.shape[axis]
    let counts = try integers(1)
    guard counts.allSatisfy({ $0 >= 0 }), counts.count == 1 || counts.count == length else {
      throw wrong(1, "one number of times, or one for each element")
    }
    var total = 0
    for index in 0..<length {
      let (sum, overflow) = total.addingReportingOverflow(counts[counts.count == 1 ? 0 : index])
      guard !overflow else { throw wrong(1, "smaller") }
      total = sum
    }
    _ = try meter.reserve([total], .int64)
    let places = (0..<length).flatMap { index in
      [Int](repeating: index, count: counts[counts.count == 1 ? 0 : index])
    }
    return try taken(array, places, axis)
  }

  func tiled() throws -> ScriptArray {
    let array = try array(0)
    var counts = try shape(1)
    while counts.count < array.axes { counts.insert(1, at: 0) }
    let shape = [Int](repeating: 1, count: counts.count - array.axes) + array.shape
    // Each axis becomes two, of which the first is stretched.
    let spread = shape.flatMap { [1, $0] }
    let stretched = try array.reshaped(spread).broadcast(
      to: zip(counts, shape).flatMap { [$0, $1] }, meter)
    return stretched.reshaped(zip(counts, shape).map { $0 * $1 })
  }

  func padded() throws -> ScriptArray {
    let array = try array(0)
    var margins = [(before: Int, after: Int)](repeating: (0, 0), count: array.axes)
    if let pair = self[1].wholeNumbers, pair.count <= 2, let first = pair.first {
      for axis in margins.indices { margins[axis] = (first, pair.last ?? first) }
    } else {
      let pairs = try self[1].items(meter).map { $0.wholeNumbers ?? [] }
      guard pairs.count == array.axes, pairs.allSatisfy({ $0.count == 2 }) else {
        throw wrong(1, "an integer, (before, after), or such a pair for each axis")
      }
      for (axis, pair) in pairs.enumerated() { margins[axis] = (pair[0], pair[1]) }
    }
    guard margins.allSatisfy({ (0...1 << 30).contains($0.before) && (0...1 << 30).contains($0.after) })
    else { throw wrong(1, "0 or more") }
    let value = try has(2) ? self.array(2).cast(to: array.dtype) : ScriptArray(scalar: 0).cast(to: array.dtype)
    var result = array
    for (axis, margin) in margins.enumerated() {
      var shape = result.shape
      shape[axis] = margin.before
      let before = try value.broadcast(to: shape, meter)
      shape[axis] = margin.after
      let after = try value.broadcast(to: shape, meter)
      result = try concatenated([before, result, after], axis: axis)
    }
    return result
  }

  func triangle(_ isKept: (_ column: Int, _ row: Int, _ k: Int) -> Bool) throws -> ScriptArray {
    let array = try array(0)
    guard array.axes >= 2 else { throw wrong(0, "a matrix") }
    let k = try integer(1, or: 0)
    guard abs(k.clamped) < 1 << 40 else { throw wrong(1, "smaller") }
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
    guard abs(k.clamped) < 1 << 30 else { throw wrong(1, "smaller") }
    let size = array.count + abs(k)
    var places = [Int](repeating: 0, count: 0)
    _ = try meter.reserve([size, size], .int64)
    places = [Int](repeating: array.count, count: size * size)
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

  func taken() throws -> ScriptValue {
    var array = try array(0)
    if !has(2) { array = array.reshaped([array.count]) }
    let axis = try has(2) ? axis(2, of: array) : 0
    let all = Place.slice(Slice(start: nil, stop: nil, step: 1))
    let indices = try self.array(1)
    guard indices.dtype == .int64 else { throw wrong(1, "an integer or an array of integers") }
    return try meter.part(
      of: .array(array), [Place](repeating: all, count: axis) + [try Place(.array(indices), meter)])
  }

  func takenAlongAxis() throws -> ScriptValue {
    let (array, indices) = (try array(0), try self.array(1))
    let axis = try has(2) ? axis(2, of: array) : array.axes - 1
    guard indices.dtype == .int64, indices.axes == array.axes, array.axes > 0 else {
      throw wrong(1, "an array of integers with as many axes")
    }
    let places = try array.shape.indices.map { other -> Place in
      if other == axis { return .indices(indices) }
      var shape = [Int](repeating: 1, count: array.axes)
      shape[other] = array.shape[other]
      return .indices(try meter.array(shape) { Array(0..<array.shape[other]) })
    }
    return try meter.part(of: .array(array), places)
  }

  func interpolated() throws -> ScriptValue {
    let (x, xs, ys) = (try real(0), try real(1).values(as: Double.self), try real(2).values(as: Double.self))
    guard xs.count == ys.count, !xs.isEmpty else { throw wrong(2, "as long as 'xp', and not empty") }
    return .array(
      try meter.array(x.shape, work: 16) {
        mapped(x.values(as: Double.self)) { value in
          if value.isNaN { return value }
          let above = insertion(of: value, in: xs, afterEqual: true)
          if above == 0 { return ys[0] }
          if above == xs.count { return ys[xs.count - 1] }
          let slope = (ys[above] - ys[above - 1]) / (xs[above] - xs[above - 1])
          return slope * (value - xs[above - 1]) + ys[above - 1]
        }
      })
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

extension Int {
  /// The number, but not the least one, which has no magnitude among integers.
  fileprivate var clamped: Int { Swift.max(self, -Int.max) }
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
