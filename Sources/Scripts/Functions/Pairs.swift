internal import Foundation
internal import Tensors

extension ScriptFunction {
  /// Functions of pairs of elements, and choices between them.
  static let ofPairs: [ScriptFunction] = [
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
    ScriptFunction(
      "isclose(x, y, rtol=1e-05, atol=1e-08, equal_nan=False)",
      "Whether |x - y| <= atol + rtol |y|"
    ) { .array(try $0.closeness()) },
    ScriptFunction(
      "allclose(x, y, rtol=1e-05, atol=1e-08, equal_nan=False)",
      "Whether all elements are close"
    ) { .bool(try !$0.closeness().values(as: Bool.self).contains(false)) },
  ]
}

extension ScriptCall {
  /// The argument as an array, which a number that was written becomes too.
  func strong(_ index: Int) throws -> ScriptValue { .array(try array(index)) }

  /// A function of two elements each, in floating point.
  func floatingPair(
    _ single: (Float, Float) -> Float, _ double: (Double, Double) -> Double
  ) throws -> ScriptValue {
    let (x, y) = (try operand(0), try operand(1))
    let arithmetic = Arithmetic(meter: meter)
    switch Operand.dtype(x, y).inexact {
    case .float32: return .array(try arithmetic.zip(x.array, y.array, work: 8, single))
    case .float64: return .array(try arithmetic.zip(x.array, y.array, work: 8, double))
    default: throw ScriptFault("'\(function.name)' takes real numbers")
    }
  }

  func operation(_ operation: BinaryOperator) throws -> ScriptValue {
    let (x, y) = (try operand(0), try operand(1))
    return .array(try Arithmetic(meter: meter).result(operation, x, y))
  }

  func clipped() throws -> ScriptValue {
    var value = try operand(0)
    let keepsWeak = value.weak
    for (index, isLargest) in [(1, true), (2, false)] where has(index) {
      let bound = try operand(index)
      value = Operand(
        array: try meter.extreme(value, bound, isLargest: isLargest),
        weak: keepsWeak != nil && bound.weak != nil ? keepsWeak : nil)
    }
    return .array(value.array)
  }

  /// `where`: a choice for each element, or the places that are true.
  func choice() throws -> ScriptValue {
    let condition = try array(0)
    guard values[1] != nil || values[2] != nil else {
      return .list(try meter.nonzero(condition).map { .array($0) })
    }
    let (x, y) = (try operand(1), try operand(2))
    let dtype = Operand.dtype(x, y)
    // Each side is stretched to the common shape; a number stays one value in the loop below.
    let shape = try Broadcast(Broadcast(x.array.shape, y.array.shape).shape, condition.shape).shape
    let flags: [Bool] = try condition.broadcast(to: shape, meter).values()
    func chosen<T: Element>(_ type: T.Type) throws -> ScriptArray {
      let xs: [T] =
        try x.array.axes == 0 ? x.array.values() : x.array.broadcast(to: shape, meter).values()
      let ys: [T] =
        try y.array.axes == 0 ? y.array.values() : y.array.broadcast(to: shape, meter).values()
      let (xStep, yStep) = (x.array.axes == 0 ? 0 : 1, y.array.axes == 0 ? 0 : 1)
      return try meter.array(shape) {
        flags.indices.map { flags[$0] ? xs[$0 * xStep] : ys[$0 * yStep] }
      }
    }
    switch dtype {
    case .bool: return .array(try chosen(Bool.self))
    case .int64: return .array(try chosen(Int.self))
    case .float32: return .array(try chosen(Float.self))
    case .float64: return .array(try chosen(Double.self))
    case .complex128: return .array(try chosen(Complex.self))
    }
  }

  func truths(_ combine: (Bool, Bool) -> Bool) throws -> ScriptArray {
    try Arithmetic(meter: meter).zip(array(0), array(1), combine)
  }

  func closeness() throws -> ScriptArray {
    let (relative, absolute) = (try number(2, or: 1e-5), try number(3, or: 1e-8))
    let nanIsClose = try flag(4)
    return try Arithmetic(meter: meter).zip(real(0), real(1), work: 4) { (x: Double, y: Double) in
      x == y || (x.isNaN && y.isNaN && nanIsClose)
        || (y.isFinite && abs(x - y) <= absolute + relative * abs(y))
    }
  }
}

extension ScriptMeter {
  /// The smaller or the larger of each two elements; NaN where one is.
  func extreme(_ left: Operand, _ right: Operand, isLargest: Bool) throws -> ScriptArray {
    let (a, b, arithmetic) = (left.array, right.array, Arithmetic(meter: self))
    @inline(__always)
    func chosen<T: FloatingPoint>(_ x: T, _ y: T) -> T {
      x != x ? x : y != y ? y : isLargest ? (x > y ? x : y) : (x < y ? x : y)
    }
    switch Operand.dtype(left, right) {
    case .bool:
      return try arithmetic.zip(a, b) { (x: Bool, y: Bool) in isLargest ? x || y : x && y }
    case .int64:
      return try arithmetic.zip(a, b) { (x: Int, y: Int) in isLargest ? max(x, y) : min(x, y) }
    case .float32: return try arithmetic.zip(a, b) { (x: Float, y: Float) in chosen(x, y) }
    case .float64: return try arithmetic.zip(a, b) { (x: Double, y: Double) in chosen(x, y) }
    case .complex128: throw ScriptFault("complex numbers have no order; compare abs() of them")
    }
  }
}

private func logarithmOfSum<T: BinaryFloatingPoint>(_ x: T, _ y: T) -> T {
  let (high, low) = (max(x, y), min(x, y))
  if x == y { return x + T(log(2.0)) }
  return x.isNaN || y.isNaN ? .nan : high + T(log1p(Foundation.exp(Double(low - high))))
}
