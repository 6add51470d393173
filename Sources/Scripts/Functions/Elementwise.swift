internal import Foundation
internal import Tensors

extension ScriptFunction {
  /// Functions of each element, and of pairs of elements.
  static let elementwise: [ScriptFunction] = [
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
    ScriptFunction("minimum(x, y)", "The smaller of each two; nan if one is") {
      .array(try $0.meter.extreme($0.operand(0), $0.operand(1), isLargest: false))
    },
    ScriptFunction("maximum(x, y)", "The larger of each two; nan if one is") {
      .array(try $0.meter.extreme($0.operand(0), $0.operand(1), isLargest: true))
    },
    ScriptFunction(
      "clip(x, min=None, max=None)", "Elements below `min` or above `max` brought to it"
    ) {
      try $0.clipped()
    },
    ScriptFunction(
      "where(condition, x=None, y=None)",
      "x where the condition holds and y where not; without them as nonzero"
    ) { try $0.choice() },
    ScriptFunction("add(x, y)", "x + y") { try $0.operation(.add) },
    ScriptFunction("subtract(x, y)", "x - y") { try $0.operation(.subtract) },
    ScriptFunction("multiply(x, y)", "x * y") { try $0.operation(.multiply) },
    ScriptFunction("divide(x, y)", "x / y") { try $0.operation(.divide) },
    ScriptFunction("pow(x, y)", "x ** y") { try $0.operation(.power) },
    ScriptFunction("mod(x, y)", "x % y") { try $0.operation(.remainder) },
    ScriptFunction("hypot(x, y)", "sqrt(x ** 2 + y ** 2)") {
      try $0.floatingPair(Foundation.hypot, Foundation.hypot)
    },
    ScriptFunction("atan2(y, x)", "Angle of the point (x, y)") {
      try $0.floatingPair(Foundation.atan2, Foundation.atan2)
    },
    ScriptFunction("logaddexp(x, y)", "log(exp(x) + exp(y))") {
      try $0.floatingPair(logarithmOfSum, logarithmOfSum)
    },
    ScriptFunction("logical_and(x, y)", "Whether both are true") { call in
      .array(try call.truths { $0 && $1 })
    },
    ScriptFunction("logical_or(x, y)", "Whether one is true") { call in
      .array(try call.truths { $0 || $1 })
    },
    ScriptFunction("logical_xor(x, y)", "Whether just one is true") { call in
      .array(try call.truths { $0 != $1 })
    },
    ScriptFunction("logical_not(x)", "Whether it is not true") { call in
      let array = try call.array(0)
      return .array(
        try call.meter.array(array.shape) { mapped(array.values(as: Bool.self)) { !$0 } })
    },
    ScriptFunction(
      "isclose(x, y, rtol=1e-05, atol=1e-08, equal_nan=False)",
      "Whether |x - y| <= atol + rtol |y|"
    ) { .array(try $0.closeness()) },
    ScriptFunction(
      "allclose(x, y, rtol=1e-05, atol=1e-08, equal_nan=False)",
      "Whether all elements are close"
    ) { .bool(try !$0.closeness().values(as: Bool.self).contains(false)) },
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

private func logarithmOfSum<T: BinaryFloatingPoint>(_ x: T, _ y: T) -> T {
  let (high, low) = (max(x, y), min(x, y))
  if x == y { return x + T(log(2.0)) }
  return x.isNaN || y.isNaN ? .nan : high + T(log1p(Foundation.exp(Double(low - high))))
}
