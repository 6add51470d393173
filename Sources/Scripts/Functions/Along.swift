internal import Foundation
internal import Tensors

extension ScriptFunction {
  /// Functions that go along an axis: running sums, differences, softmax.
  static let along: [ScriptFunction] = [
    ScriptFunction("cumsum(a, axis=None)", "Sums of the elements so far") {
      try $0.cumulativeSum()
    },
    ScriptFunction("cumprod(a, axis=None)", "Products of the elements so far") {
      try $0.cumulativeProduct()
    },
    ScriptFunction("diff(a, n=1, axis=-1)", "Differences of neighbours, n times") {
      try $0.differences()
    },
    ScriptFunction("softmax(a, axis=-1)", "exp(a) over its sum along the axis") {
      .array(try $0.softmax(inLogarithms: false))
    },
    ScriptFunction("log_softmax(a, axis=-1)", "Logarithm of softmax") {
      .array(try $0.softmax(inLogarithms: true))
    },
    ScriptFunction(
      "entropy(a, axis=-1)",
      "-sum(a * log(a)) along the axis, in nats; 0 log 0 is 0"
    ) { .array(try $0.entropy()) },
    ScriptFunction("trapezoid(y, x=None, dx=1.0)", "Area under a vector of values") {
      try $0.area()
    },
  ]
}

extension ScriptCall {
  /// The first argument cut along one axis, or as one row where none is said.
  func flatLanes() throws -> Lanes {
    if has(1) { return try lanes(axis: 1) }
    let array = try array(0)
    return try Lanes(array.reshaped([array.count]), along: [0], meter)
  }

  func cumulativeSum() throws -> ScriptValue {
    let lanes = try flatLanes()
    @inline(__always)
    func sums<T: AdditiveArithmetic>(_ row: Span<T>, _ results: inout [T], _ add: (T, T) -> T) {
      var sum = T.zero
      for index in row.indices {
        sum = add(sum, row[index])
        results.append(sum)
      }
    }
    switch lanes.array.dtype {
    case .bool, .int64:
      return .array(
        try lanes.rewritten(meter) { (row: Span<Int>, all: inout [Int]) in sums(row, &all, &+) })
    case .float32:
      return .array(
        try lanes.rewritten(meter) { (row: Span<Float>, all: inout [Float]) in
          var sum = 0.0
          for index in row.indices {
            sum += Double(row[index])
            all.append(Float(sum))
          }
        })
    default:
      _ = try real(0)
      return .array(
        try lanes.rewritten(meter) { (row: Span<Double>, all: inout [Double]) in sums(row, &all, +)
        })
    }
  }

  func cumulativeProduct() throws -> ScriptValue {
    let lanes = try flatLanes()
    @inline(__always)
    func products<T>(_ row: Span<T>, _ results: inout [T], _ one: T, _ multiply: (T, T) -> T) {
      var product = one
      for index in row.indices {
        product = multiply(product, row[index])
        results.append(product)
      }
    }
    switch lanes.array.dtype {
    case .bool, .int64:
      return .array(
        try lanes.rewritten(meter) { (row: Span<Int>, all: inout [Int]) in
          products(row, &all, 1, &*)
        })
    case .float32:
      return .array(
        try lanes.rewritten(meter) { (row: Span<Float>, all: inout [Float]) in
          products(row, &all, 1, *)
        })
    default:
      _ = try real(0)
      return .array(
        try lanes.rewritten(meter) { (row: Span<Double>, all: inout [Double]) in
          products(row, &all, 1, *)
        })
    }
  }

  func differences() throws -> ScriptValue {
    var array = try array(0)
    guard array.axes > 0 else { throw wrong(0, "an array with axes") }
    let axis = try has(2) ? axis(2, of: array) : array.axes - 1
    let times = try integer(1, or: 1)
    guard times >= 0 else { throw wrong(1, "0 or more") }
    for _ in 0..<min(times, array.shape[axis]) {
      var (ahead, behind) = (array.shape, array.strides)
      ahead[axis] = max(0, ahead[axis] - 1)
      let first = try array.strided(ahead, behind, offset: 0, meter)
      let offset = ahead[axis] == 0 ? 0 : behind[axis]
      behind = array.strides
      let second = try array.strided(ahead, behind, offset: offset, meter)
      let operation: BinaryOperator = array.dtype == .bool ? .exclusiveOr : .subtract
      array = try Arithmetic(meter: meter).result(
        operation, Operand(array: second, weak: nil), Operand(array: first, weak: nil))
    }
    return .array(array)
  }

  func softmax(inLogarithms: Bool) throws -> ScriptArray {
    _ = try real(0)
    let lanes = try lanes(axis: 1)
    @inline(__always)
    func rows<T: BinaryFloatingPoint & Element>(
      _ type: T.Type, _ powers: ([T]) -> [T]
    ) throws -> ScriptArray {
      try lanes.rewritten(work: 8, meter) { (row: Span<T>, all: inout [T]) in
        guard row.count > 0 else { return }
        var peak = row[0]
        for index in row.indices { peak = row[index] > peak ? row[index] : peak }
        let shifted = (0..<row.count).map { row[$0] - peak }
        let weights = powers(shifted)
        let sum = weights.span.total { Double($0) }
        if inLogarithms {
          all += shifted.map { $0 - T(log(sum)) }
        } else {
          all += weights.map { T(Double($0) / sum) }
        }
      }
    }
    if lanes.array.dtype == .float32 { return try rows(Float.self, Transcendentals.powersOfE) }
    return try rows(Double.self) { mapped($0) { Foundation.exp($0) } }
  }

  func entropy() throws -> ScriptArray {
    _ = try real(0)
    let lanes = try lanes(axis: 1)
    if lanes.array.dtype == .float32 {
      return try lanes.reduced(keepingAxes: false, work: 4, meter) { (row: Span<Float>) in
        let values = (0..<row.count).map { row[$0] }
        let logarithms = Transcendentals.logarithms(of: values)
        var sum = 0.0
        for index in row.indices where row[index] != 0 {
          sum -= Double(row[index]) * Double(logarithms[index])
        }
        return Float(sum)
      }
    }
    return try lanes.reduced(keepingAxes: false, work: 16, meter) { (row: Span<Double>) in
      row.total { $0 == 0 ? 0 : -$0 * log($0) }
    }
  }

  func area() throws -> ScriptValue {
    let y = try real(0)
    guard y.axes == 1 else { throw wrong(0, "a vector") }
    let heights = y.values(as: Double.self)
    var places = try heights.indices.map { Double($0) * (try number(2, or: 1)) }
    if has(1) {
      let x = try real(1)
      guard x.shape == y.shape else { throw wrong(1, "a vector as long as the first") }
      places = x.values()
    }
    let pairs = zip(zip(heights, heights.dropFirst()), zip(places, places.dropFirst()))
    let sum = pairs.reduce(0.0) { $0 + ($1.0.0 + $1.0.1) / 2 * ($1.1.1 - $1.1.0) }
    return .array(ScriptArray(scalar: sum).cast(to: y.dtype.inexact))
  }
}
