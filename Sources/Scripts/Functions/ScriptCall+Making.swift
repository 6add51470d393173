extension ScriptCall {
  /// A length of an axis.
  func length(_ index: Int) throws -> Int {
    let length = try integer(index)
    guard length >= 0 else { throw wrong(index, "0 or more") }
    return length
  }

  func cast(_ array: ScriptArray, to dtype: DType) throws -> ScriptArray {
    if array.dtype == dtype { return array }
    return try meter.array(array.shape, dtype) { array.cast(to: dtype).elements }
  }

  func matrix(_ rows: Int, _ columns: Int, _ value: (Int, Int) -> Double) -> [Double] {
    // Rows without columns are none, however many there are said to be.
    if columns == 0 { return [] }
    var values: [Double] = []
    values.reserveCapacity(rows * columns)
    for row in 0..<rows {
      for column in 0..<columns { values.append(value(row, column)) }
    }
    return values
  }

  /// An array of one value, or of a smaller array again and again.
  func filled(_ shape: [Int], with value: ScriptArray, dtype index: Int) throws -> ScriptArray {
    try value.cast(to: dtype(index, or: value.dtype)).broadcast(to: shape, meter)
  }

  func filled(like value: Int) throws -> ScriptArray {
    let array = try array(0)
    return try filled(
      array.shape, with: ScriptArray(scalar: value).cast(to: dtype(1, or: array.dtype)), dtype: 1)
  }

  func range() throws -> ScriptValue {
    let (low, high): (ScriptValue, ScriptValue) =
      has(1) ? (self[0], self[1]) : (.integer(0), self[0])
    let step: ScriptValue = has(2) ? self[2] : .integer(1)
    if let start = low.wholeNumber, let stop = high.wholeNumber, let step = step.wholeNumber {
      guard step != 0 else { throw wrong(2, "not 0") }
      let (distance, overflow) =
        step > 0
        ? stop.subtractingReportingOverflow(start) : start.subtractingReportingOverflow(stop)
      guard !overflow else { throw ScriptFault("the range is too long") }
      let count = distance <= 0 ? 0 : 1 + Int((distance - 1).magnitude / step.magnitude)
      let array = try meter.array([count]) { (0..<count).map { start &+ $0 &* step } }
      return .array(try cast(array, to: dtype(3, or: .int64)))
    }
    guard let start = low.number, let stop = high.number, let step = step.number else {
      throw ScriptFault("'arange' takes numbers")
    }
    let length = ((stop - start) / step).rounded(.up)
    guard step != 0, length.isFinite, length < 0x1p62 else {
      throw ScriptFault("the range is too long")
    }
    let count = max(0, Int(length))
    // NumPy takes the distance of the first two numbers, rounded as they are.
    let delta = start + step - start
    let array = try meter.array([count]) { (0..<count).map { start + Double($0) * delta } }
    return .array(try cast(array, to: dtype(3, or: .float64)))
  }

  func evenNumbers(_ transform: (Double) -> Double) throws -> ScriptArray {
    let (start, stop) = (try number(0), try number(1))
    return try evenNumbers(start, stop, transform)
  }

  private func evenNumbers(
    _ start: Double, _ stop: Double, _ transform: (Double) -> Double
  ) throws -> ScriptArray {
    let count = try has(2) ? length(2) : 50
    let includesEnd = try flag(3, or: true)
    let parts = Double(includesEnd ? count - 1 : count)
    return try meter.array([count], work: 4) {
      (0..<count).map { index in
        includesEnd && index == count - 1 && count > 1
          ? transform(stop)
          : transform(parts > 0 ? Double(index) * ((stop - start) / parts) + start : start)
      }
    }
  }

  func evenRatios() throws -> ScriptArray {
    let (start, stop) = (try number(0), try number(1))
    guard start != 0, stop != 0, (start > 0) == (stop > 0) else {
      throw ScriptFault("'geomspace' goes between numbers of one sign that are not 0")
    }
    let sign: Double = start > 0 ? 1 : -1
    let (low, high) = (logarithm10(abs(start)), logarithm10(abs(stop)))
    return try evenNumbers(low, high) { place in
      place == low ? start : place == high ? stop : sign * tenTo(place)
    }
  }

  func grid() throws -> ScriptValue {
    let (x, y) = (try array(0), try array(1))
    let isMatrix = self[2].string == "ij"
    guard !has(2) || isMatrix || self[2].string == "xy" else { throw wrong(2, "'xy' or 'ij'") }
    let shape = isMatrix ? [x.count, y.count] : [y.count, x.count]
    let (column, row) = ([shape[0], 1], [1, shape[1]])
    return .list([
      .array(try x.reshaped(isMatrix ? column : row).broadcast(to: shape, meter)),
      .array(try y.reshaped(isMatrix ? row : column).broadcast(to: shape, meter)),
    ])
  }
}
