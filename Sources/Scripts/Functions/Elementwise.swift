internal import Foundation
internal import Tensors

extension ScriptFunction {
  /// Functions of each element.
  static let ofElements: [ScriptFunction] = [
    ScriptFunction("abs(x)", "Magnitude of each element, of complex ones too") {
      try $0.magnitude()
    },
    ScriptFunction("exp(x)", "e to the power of each element") { call in
      if let array = call.float32 {
        return try call.result(array, work: 4) { Transcendentals.powersOfE($0) }
      }
      return try call.floating(Foundation.exp, Foundation.exp)
    },
    ScriptFunction("exp2(x)", "2 to the power of each element") {
      try $0.floating(Foundation.exp2, Foundation.exp2)
    },
    ScriptFunction("expm1(x)", "exp(x) - 1, exact for small x") {
      try $0.floating(Foundation.expm1, Foundation.expm1)
    },
    ScriptFunction("log(x)", "Natural logarithm; -inf for 0, nan below") {
      try $0.logarithm(1, Foundation.log)
    },
    ScriptFunction("log2(x)", "Logarithm to base 2") {
      try $0.logarithm(1.4426950408889634, Foundation.log2)
    },
    ScriptFunction("log10(x)", "Logarithm to base 10") {
      try $0.logarithm(0.4342944819032518, Foundation.log10)
    },
    ScriptFunction("log1p(x)", "log(1 + x), exact for small x") {
      try $0.floating(Foundation.log1p, Foundation.log1p)
    },
    ScriptFunction("sqrt(x)", "Square root; nan below 0") {
      try $0.inlined({ $0.squareRoot() }, { $0.squareRoot() })
    },
    ScriptFunction("cbrt(x)", "Cube root") { try $0.floating(Foundation.cbrt, Foundation.cbrt) },
    ScriptFunction("square(x)", "x * x") { call in
      try call.meter.binary(.multiply, call.strong(0), call.strong(0))
    },
    ScriptFunction("reciprocal(x)", "1 / x") { try $0.inlined({ 1 / $0 }, { 1 / $0 }) },
    ScriptFunction("sin(x)", "Sine") { try $0.floating(Foundation.sin, Foundation.sin) },
    ScriptFunction("cos(x)", "Cosine") { try $0.floating(Foundation.cos, Foundation.cos) },
    ScriptFunction("tan(x)", "Tangent") { try $0.floating(Foundation.tan, Foundation.tan) },
    ScriptFunction("arcsin(x)", "Inverse of the sine") {
      try $0.floating(Foundation.asin, Foundation.asin)
    },
    ScriptFunction("arccos(x)", "Inverse of the cosine") {
      try $0.floating(Foundation.acos, Foundation.acos)
    },
    ScriptFunction("arctan(x)", "Inverse of the tangent") {
      try $0.floating(Foundation.atan, Foundation.atan)
    },
    ScriptFunction("sinh(x)", "Hyperbolic sine") {
      try $0.floating(Foundation.sinh, Foundation.sinh)
    },
    ScriptFunction("cosh(x)", "Hyperbolic cosine") {
      try $0.floating(Foundation.cosh, Foundation.cosh)
    },
    ScriptFunction("tanh(x)", "Hyperbolic tangent") {
      try $0.floating(Foundation.tanh, Foundation.tanh)
    },
    ScriptFunction("sigmoid(x)", "1 / (1 + exp(-x))") {
      try $0.floating({ 1 / (1 + Foundation.exp(-$0)) }, { 1 / (1 + Foundation.exp(-$0)) })
    },
    ScriptFunction("floor(x)", "Whole numbers below, or equal") {
      try $0.rounding({ $0.rounded(.down) }, { $0.rounded(.down) })
    },
    ScriptFunction("ceil(x)", "Whole numbers above, or equal") {
      try $0.rounding({ $0.rounded(.up) }, { $0.rounded(.up) })
    },
    ScriptFunction("trunc(x)", "Whole numbers towards 0") {
      try $0.rounding({ $0.rounded(.towardZero) }, { $0.rounded(.towardZero) })
    },
    ScriptFunction("round(x, decimals=0)", "Nearest numbers of so many decimals, halves to even") {
      try $0.rounded()
    },
    ScriptFunction("sign(x)", "-1, 0 or 1; nan for nan") { try $0.sign() },
    ScriptFunction("isnan(x)", "Whether each element is nan") {
      try $0.test({ $0.isNaN }, { $0.isNaN })
    },
    ScriptFunction("isinf(x)", "Whether each element is infinite") {
      try $0.test({ $0.isInfinite }, { $0.isInfinite })
    },
    ScriptFunction("isfinite(x)", "Whether each element is neither nan nor infinite") {
      try $0.test({ $0.isFinite }, { $0.isFinite })
    },
    ScriptFunction(
      "nan_to_num(x, nan=0.0, posinf=None, neginf=None)",
      "nan as 0, infinities as the largest finite numbers, or as said"
    ) { try $0.finite() },
    ScriptFunction("logical_not(x)", "Whether it is not true") { call in
      let array = try call.array(0)
      return .array(
        try call.meter.array(array.shape) { mapped(array.values(as: Bool.self)) { !$0 } })
    },
    ScriptFunction("real(x)", "Real parts") { try $0.meter.attribute(.real, of: $0[0]) },
    ScriptFunction("imag(x)", "Imaginary parts") { try $0.meter.attribute(.imag, of: $0[0]) },
    ScriptFunction("angle(x)", "Angles of complex numbers, in radians") { call in
      let array = try call.array(0)
      return .array(
        try call.meter.array(array.shape, work: 8) { array.values(as: Complex.self).map(\.angle) })
    },
    ScriptFunction("conj(x)", "Complex conjugates") { call in
      let array = try call.array(0)
      guard case .complex128(let values) = array.elements else { return .array(array) }
      return .array(try call.meter.array(array.shape) { values.map(\.conjugate) })
    },
  ]
}

extension ScriptCall {
  /// The argument as one side of an operation.
  func operand(_ index: Int) throws -> Operand {
    guard let operand = try Operand(self[index], meter) else {
      throw wrong(index, "an array or a number")
    }
    return operand
  }

  /// The first argument where it is an array of float32.
  var float32: ScriptArray? {
    if case .array(let array) = self[0], array.dtype == .float32 { array } else { nil }
  }

  /// What `transform` makes of all elements at once.
  func result(
    _ array: ScriptArray, work: Int, _ transform: ([Float]) -> [Float]
  ) throws -> ScriptValue {
    .array(try meter.array(array.shape, work: work) { transform(array.values()) })
  }

  /// A function of each element: float32 stays, integers and truth values become float64.
  func floating(_ single: (Float) -> Float, _ double: (Double) -> Double) throws -> ScriptValue {
    try inlined(single, double)
  }

  /// The same for functions so quick that a call of each would be felt.
  @inline(__always)
  func inlined(_ single: (Float) -> Float, _ double: (Double) -> Double) throws -> ScriptValue {
    let array = try real(0)
    if case .float32(let values) = array.elements {
      return .array(try meter.array(array.shape, work: 4) { mapped(values, single) })
    }
    return .array(
      try meter.array(array.shape, work: 4) { mapped(array.values(as: Double.self), double) })
  }

  func logarithm(_ scale: Double, _ double: (Double) -> Double) throws -> ScriptValue {
    if let array = float32 {
      return try result(array, work: 4) { Transcendentals.logarithms(of: $0, scale: scale) }
    }
    return try floating({ Float(double(Double($0))) }, double)
  }

  /// The same, but integers stay.
  @inline(__always)
  func rounding(_ single: (Float) -> Float, _ double: (Double) -> Double) throws -> ScriptValue {
    let array = try real(0)
    return array.dtype <= .int64 ? .array(array) : try inlined(single, double)
  }

  /// A test of each element.
  func test(_ single: (Float) -> Bool, _ double: (Double) -> Bool) throws -> ScriptValue {
    let array = try real(0)
    if case .float32(let values) = array.elements {
      return .array(try meter.array(array.shape) { mapped(values, single) })
    }
    return .array(try meter.array(array.shape) { mapped(array.values(as: Double.self), double) })
  }

  func magnitude() throws -> ScriptValue {
    let array = try array(0)
    switch array.elements {
    case .bool: return .array(array)
    case .int64(let values):
      return .array(try meter.array(array.shape) { mapped(values) { $0 < 0 ? 0 &- $0 : $0 } })
    case .float32(let values):
      return .array(try meter.array(array.shape) { mapped(values) { abs($0) } })
    case .float64(let values):
      return .array(try meter.array(array.shape) { mapped(values) { abs($0) } })
    case .complex128(let values):
      return .array(try meter.array(array.shape, work: 8) { values.map(\.magnitude) })
    }
  }

  func rounded() throws -> ScriptValue {
    let array = try real(0)
    let decimals = try integer(1, or: 0)
    guard decimals.magnitude <= 300 else { throw wrong(1, "between -300 and 300") }
    guard decimals != 0 else {
      return try rounding({ $0.rounded(.toNearestOrEven) }, { $0.rounded(.toNearestOrEven) })
    }
    let scale = pow(10, Double(abs(decimals)))
    let isBelowOne = decimals > 0
    func rounded(_ value: Double) -> Double {
      let scaled = (isBelowOne ? value * scale : value / scale).rounded(.toNearestOrEven)
      return scaled.isFinite ? (isBelowOne ? scaled / scale : scaled * scale) : value
    }
    if array.dtype <= .int64 {
      if isBelowOne { return .array(array) }
      return .array(
        try meter.array(array.shape, work: 4) {
          mapped(array.values(as: Double.self)) { Int(truncated: rounded($0)) }
        })
    }
    // In float32 as NumPy: with the factor in float32, too.
    let factor = Float(scale)
    return try floating(
      { value in
        let scaled = (isBelowOne ? value * factor : value / factor).rounded(.toNearestOrEven)
        return scaled.isFinite ? (isBelowOne ? scaled / factor : scaled * factor) : value
      }, rounded)
  }

  func sign() throws -> ScriptValue {
    let array = try real(0)
    if array.dtype <= .int64 {
      return .array(
        try meter.array(array.shape) { mapped(array.values(as: Int.self)) { $0.signum() } })
    }
    return try floating(
      { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 == 0 ? 0 : .nan },
      { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 == 0 ? 0 : .nan })
  }

  func finite() throws -> ScriptValue {
    let array = try real(0)
    guard array.dtype.isInexact else { return .array(array) }
    let nan = try number(1, or: 0)
    let single = array.dtype == .float32
    let largest = single ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude
    let (high, low) = (try number(2, or: largest), try number(3, or: -largest))
    let (nanF, highF, lowF) = (Float(nan), Float(high), Float(low))
    return try floating(
      { $0.isFinite ? $0 : $0.isNaN ? nanF : $0 > 0 ? highF : lowF },
      { $0.isFinite ? $0 : $0.isNaN ? nan : $0 > 0 ? high : low })
  }
}

/// The common logarithm, under a name that does not clash with the table's.
func logarithm10(_ x: Double) -> Double { log10(x) }

/// 10 to the power of `x`.
func tenTo(_ x: Double) -> Double { pow(10, x) }
