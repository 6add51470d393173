internal import Foundation

extension ScriptFunction {
  /// Functions that turn axes into one number: sums, means, tests.
  static let sums: [ScriptFunction] = [
    ScriptFunction("sum(a, axis=None, keepdims=False)", "Sum; truth values are counted") {
      .array(try $0.sum())
    },
    ScriptFunction("prod(a, axis=None, keepdims=False)", "Product") { .array(try $0.product()) },
    ScriptFunction("mean(a, axis=None, keepdims=False)", "Arithmetic mean") {
      .array(try $0.mean())
    },
    ScriptFunction("average(a, axis=None, weights=None)", "Mean, each element with a weight") {
      try $0.average()
    },
    ScriptFunction(
      "var(a, axis=None, keepdims=False, ddof=0)",
      "Variance: mean squared distance from the mean"
    ) { .array(try $0.variance { $0 }) },
    ScriptFunction(
      "std(a, axis=None, keepdims=False, ddof=0)",
      "Standard deviation: square root of the variance"
    ) { .array(try $0.variance { $0.squareRoot() }) },
    ScriptFunction("any(a, axis=None, keepdims=False)", "Whether one element is true") {
      .array(try $0.truth { $0.contains(true) })
    },
    ScriptFunction("all(a, axis=None, keepdims=False)", "Whether every element is true") {
      .array(try $0.truth { !$0.contains(false) })
    },
    ScriptFunction("count_nonzero(a, axis=None, keepdims=False)", "How many elements are not 0") {
      call in
      let lanes = try call.lanes()
      return .array(
        try lanes.reduced(keepingAxes: call.flag(2), call.meter) { (row: Span<Bool>) in
          row.total { $0 ? 1 : 0 }
        })
    },
    ScriptFunction("nansum(a, axis=None, keepdims=False)", "Sum of what is not nan") {
      .array(try $0.sum(skippingNaN: true))
    },
    ScriptFunction("nanmean(a, axis=None, keepdims=False)", "Mean of what is not nan") {
      .array(try $0.mean(skippingNaN: true))
    },
  ]
}

extension Span<Bool> {
  fileprivate func contains(_ wanted: Bool) -> Bool {
    for index in indices where self[index] == wanted { return true }
    return false
  }
}

extension ScriptCall {
  /// The first argument cut along the axes that the second one names.
  func lanes() throws -> Lanes {
    let array = try array(0)
    return try Lanes(array, along: axes(1, of: array), meter)
  }

  /// The first argument cut along one axis.
  func lanes(axis index: Int, fallback: Int = -1) throws -> Lanes {
    let array = try array(0)
    guard array.axes > 0 else { throw wrong(0, "an array with axes") }
    let axis = try has(index) ? axis(index, of: array) : axis(fallback, of: array.axes)
    return try Lanes(array, along: [axis], meter)
  }

  func sum(skippingNaN: Bool = false) throws -> ScriptArray {
    let (lanes, keeps) = (try lanes(), try flag(2))
    switch lanes.array.dtype {
    case .bool:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Bool>) in
        row.total { $0 ? 1 : 0 }
      }
    case .int64:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Int>) in
        var sum = 0
        for index in row.indices { sum &+= row[index] }
        return sum
      }
    case .float32:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Float>) in
        Float(row.total { skippingNaN && $0.isNaN ? 0 : Double($0) })
      }
    case .float64:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Double>) in
        row.total { skippingNaN && $0.isNaN ? 0 : $0 }
      }
    case .complex128:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Complex>) in
        Complex(row.total(\.real), row.total(\.imaginary))
      }
    }
  }

  func product() throws -> ScriptArray {
    let (lanes, keeps) = (try lanes(), try flag(2))
    switch lanes.array.dtype {
    case .bool, .int64:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Int>) in
        var product = 1
        for index in row.indices { product = product &* row[index] }
        return product
      }
    case .float32:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Float>) in
        var product: Float = 1
        for index in row.indices { product *= row[index] }
        return product
      }
    case .float64:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Double>) in
        var product = 1.0
        for index in row.indices { product *= row[index] }
        return product
      }
    case .complex128:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Complex>) in
        var product = Complex(1)
        for index in row.indices { product = product * row[index] }
        return product
      }
    }
  }

  func mean(skippingNaN: Bool = false) throws -> ScriptArray {
    let (lanes, keeps) = (try lanes(), try flag(2))
    switch lanes.array.dtype {
    case .float32:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Float>) in
        let sum = row.total { skippingNaN && $0.isNaN ? 0 : Double($0) }
        return Float(sum / Double(skippingNaN ? row.total { $0.isNaN ? 0 : 1 } : row.count))
      }
    case .complex128:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Complex>) in
        let count = Double(row.count)
        return Complex(row.total(\.real) / count, row.total(\.imaginary) / count)
      }
    default:
      return try lanes.reduced(keepingAxes: keeps, meter) { (row: Span<Double>) in
        let sum = row.total { skippingNaN && $0.isNaN ? 0 : $0 }
        return sum / Double(skippingNaN ? row.total { $0.isNaN ? 0 : 1 } : row.count)
      }
    }
  }

  func average() throws -> ScriptValue {
    guard has(2) else { return .array(try mean(of: self[0])) }
    let (values, weights) = (self[0], try real(2))
    guard weights.shape == (try real(0)).shape else {
      throw ScriptFault("the weights have another shape than the array", argument: 2)
    }
    let products = try meter.binary(.multiply, values, .array(weights))
    return try meter.binary(
      .divide, .array(sum(of: products)), .array(sum(of: .array(weights))))
  }

  private func mean(of value: ScriptValue) throws -> ScriptArray {
    try with([value, self[1], .bool(false)]).mean()
  }

  private func sum(of value: ScriptValue) throws -> ScriptArray {
    try with([value, self[1], .bool(false)]).sum()
  }

  /// The same call with other arguments.
  func with(_ values: [ScriptValue?]) -> ScriptCall {
    ScriptCall(
      function: function, values: values, rest: [], named: [], meter: meter, tokens: tokens)
  }

  func variance(_ finish: (Double) -> Double) throws -> ScriptArray {
    _ = try real(0)
    let (lanes, keeps) = (try lanes(), try flag(2))
    let freedom = Double(lanes.length) - (try number(3, or: 0))
    if lanes.array.dtype == .float32 {
      return try lanes.reduced(keepingAxes: keeps, work: 2, meter) { (row: Span<Float>) in
        let mean = row.total { Double($0) } / Double(row.count)
        let squares = row.total { (Double($0) - mean) * (Double($0) - mean) }
        return Float(finish(squares / max(freedom, 0)))
      }
    }
    return try lanes.reduced(keepingAxes: keeps, work: 2, meter) { (row: Span<Double>) in
      let mean = row.total { $0 } / Double(row.count)
      return finish(row.total { ($0 - mean) * ($0 - mean) } / max(freedom, 0))
    }
  }

  func truth(_ fold: (Span<Bool>) -> Bool) throws -> ScriptArray { try truth(lanes(), fold) }

  func truth(_ lanes: Lanes, _ fold: (Span<Bool>) -> Bool) throws -> ScriptArray {
    try lanes.reduced(keepingAxes: flag(2), meter, fold)
  }
}
