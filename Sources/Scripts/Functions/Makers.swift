extension ScriptFunction {
  /// Functions that make arrays of numbers, or of the numbers of another array.
  static let makers: [ScriptFunction] = [
    ScriptFunction("array(a, dtype=None)", "An array of a number or of nested lists of numbers") {
      call in
      let array = try call.array(0)
      return .array(try call.cast(array, to: call.dtype(1, or: array.dtype)))
    },
    ScriptFunction("zeros(shape, dtype=float64)", "An array of zeros") {
      .array(try $0.filled($0.shape(0), with: ScriptArray(scalar: 0.0), dtype: 1))
    },
    ScriptFunction("ones(shape, dtype=float64)", "An array of ones") {
      .array(try $0.filled($0.shape(0), with: ScriptArray(scalar: 1.0), dtype: 1))
    },
    ScriptFunction("full(shape, fill_value, dtype=None)", "An array of one value") {
      .array(try $0.filled($0.shape(0), with: $0.array(1), dtype: 2))
    },
    ScriptFunction("zeros_like(a, dtype=None)", "Zeros in the shape and dtype of another array") {
      .array(try $0.filled(like: 0))
    },
    ScriptFunction("ones_like(a, dtype=None)", "Ones in the shape and dtype of another array") {
      .array(try $0.filled(like: 1))
    },
    ScriptFunction(
      "full_like(a, fill_value, dtype=None)",
      "One value in the shape and dtype of another array"
    ) { call in
      let array = try call.array(0)
      let value = try call.array(1).cast(to: array.dtype)
      return .array(try call.filled(array.shape, with: value, dtype: 2))
    },
    ScriptFunction("eye(N, M=None, k=0, dtype=float64)", "Ones on the diagonal k, zeros elsewhere")
    {
      call in
      let rows = try call.length(0)
      let (columns, k) = (try call.has(1) ? call.length(1) : rows, try call.integer(2, or: 0))
      return .array(
        try call.meter.array([rows, columns]) {
          call.matrix(rows, columns) { row, column in column - row == k ? 1.0 : 0 }
        }.cast(to: call.dtype(3, or: .float64)))
    },
    ScriptFunction("tri(N, M=None, k=0, dtype=float64)", "Ones up to the diagonal k, zeros above") {
      call in
      let rows = try call.length(0)
      let (columns, k) = (try call.has(1) ? call.length(1) : rows, try call.integer(2, or: 0))
      return .array(
        try call.meter.array([rows, columns]) {
          call.matrix(rows, columns) { row, column in column - row <= k ? 1.0 : 0 }
        }.cast(to: call.dtype(3, or: .float64)))
    },
    ScriptFunction(
      "arange(start, stop=None, step=1, dtype=None)",
      "Numbers from start to before stop; of one argument, from 0 to before it"
    ) { try $0.range() },
    ScriptFunction(
      "linspace(start, stop, num=50, endpoint=True)",
      "So many numbers at equal distances, the ends included"
    ) { .array(try $0.evenNumbers { $0 }) },
    ScriptFunction(
      "geomspace(start, stop, num=50, endpoint=True)",
      "So many numbers at equal ratios, the ends included"
    ) { .array(try $0.evenRatios()) },
    ScriptFunction(
      "meshgrid(x, y, indexing=\"xy\")",
      "Two matrices: the x and the y of each place of a grid"
    ) { try $0.grid() },
    ScriptFunction("indices(dimensions)", "The index along each axis, for each place of a shape") {
      call in
      let shape = try call.shape(0)
      return .array(
        try call.meter.array([shape.count] + shape) {
          let count = shape.reduce(1, *)
          let strides = ScriptArray(shape, [Bool]()).strides
          return zip(shape, strides).flatMap { length, stride in
            (0..<count).map { $0 / stride % length }
          }
        })
    },
    ScriptFunction("copy(a)", "The array itself: arrays never change") { .array(try $0.array(0)) },
    ScriptFunction("astype(a, dtype)", "The array with elements of another dtype") { call in
      .array(try call.cast(call.array(0), to: call.word(1)))
    },
    ScriptFunction("float32(a)", "The array as float32") {
      .array(try $0.cast($0.array(0), to: .float32))
    },
    ScriptFunction("float64(a)", "The array as float64") {
      .array(try $0.cast($0.array(0), to: .float64))
    },
    ScriptFunction("int64(a)", "The array as int64, towards 0") {
      .array(try $0.cast($0.array(0), to: .int64))
    },
    ScriptFunction("complex128(a)", "The array as complex numbers") {
      .array(try $0.cast($0.array(0), to: .complex128))
    },
  ]
}

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
