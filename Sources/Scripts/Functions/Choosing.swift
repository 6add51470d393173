extension ScriptFunction {
  /// Functions that find, take, repeat and move elements.
  static let choosing: [ScriptFunction] = [
    ScriptFunction("roll(a, shift, axis=None)", "Elements moved on, the last ones to the front") {
      .array(try $0.rolled())
    },
    ScriptFunction("repeat(a, repeats, axis=None)", "Each element so many times") {
      .array(try $0.repeated())
    },
    ScriptFunction("take(a, indices, axis=None)", "Elements at indices") { try $0.taken() },
    ScriptFunction(
      "take_along_axis(a, indices, axis=-1)",
      "Elements at indices for each row, as argsort gives them"
    ) { try $0.takenAlongAxis() },
    ScriptFunction("nonzero(a)", "A vector of indices for each axis: where a is not 0") { call in
      .list(try call.meter.nonzero(call.array(0)).map { .array($0) })
    },
    ScriptFunction("argwhere(a)", "A matrix with a row of indices for each element that is not 0") {
      call in
      let columns = try call.meter.nonzero(call.array(0))
      let whole = try call.stack(columns, axis: 1)
      return .array(whole)
    },
    ScriptFunction("flatnonzero(a)", "Where the elements are not 0 among all elements") { call in
      let array = try call.array(0)
      return .array(try call.meter.nonzero(array.reshaped([array.count]))[0])
    },
    ScriptFunction("interp(x, xp, fp)", "Values between the points (xp, fp), on straight lines") {
      try $0.interpolated()
    },
  ]
}

extension ScriptCall {
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
    let (x, xs, ys) = (
      try real(0), try real(1).values(as: Double.self), try real(2).values(as: Double.self)
    )
    guard xs.count == ys.count, !xs.isEmpty else {
      throw wrong(2, "as long as 'xp', and not empty")
    }
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
}
