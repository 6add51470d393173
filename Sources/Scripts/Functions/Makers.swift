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
