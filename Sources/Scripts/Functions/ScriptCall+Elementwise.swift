internal import Foundation
internal import Tensors

extension ScriptCall {
  /// The argument as one side of an operation.
  func operand(_ index: Int) throws -> Operand {
    guard let operand = try Operand(self[index], meter) else {
      throw wrong(index, "an array or a number")
    }
    return operand
  }

  /// The argument as an array, which a number that was written becomes too.
  func strong(_ index: Int) throws -> ScriptValue { .array(try array(index)) }

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

  /// A test of each element.
  func test(_ single: (Float) -> Bool, _ double: (Double) -> Bool) throws -> ScriptValue {
    let array = try real(0)
    if case .float32(let values) = array.elements {
      return .array(try meter.array(array.shape) { mapped(values, single) })
    }
    return .array(try meter.array(array.shape) { mapped(array.values(as: Double.self), double) })
  }

  func operation(_ operation: BinaryOperator) throws -> ScriptValue {
    let (x, y) = (try operand(0), try operand(1))
    return .array(try Arithmetic(meter: meter).result(operation, x, y))
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

/// The common logarithm, under a name that does not clash with the table's.
func logarithm10(_ x: Double) -> Double { log10(x) }

/// 10 to the power of `x`.
func tenTo(_ x: Double) -> Double { pow(10, x) }
