internal import Foundation

/// The operators between arrays, with NumPy's dtypes and its answers to division by zero.
struct Arithmetic {
  let meter: ScriptMeter

  /// The result of `operation`.
  ///
  /// - Throws: `ScriptFault` where the shapes don't fit or the dtypes don't have the operation.
  func result(
    _ operation: BinaryOperator, _ left: Operand, _ right: Operand
  ) throws -> ScriptArray {
    let dtype = Operand.dtype(left, right)
    switch operation {
    case .add: return try sum(left.array, right.array, dtype)
    case .subtract: return try difference(left.array, right.array, dtype)
    case .multiply: return try product(left.array, right.array, dtype)
    case .divide: return try quotient(left.array, right.array, dtype.inexact)
    case .floorDivide: return try floorQuotient(left.array, right.array, dtype)
    case .remainder: return try remainder(left.array, right.array, dtype)
    case .power: return try power(left.array, right, dtype)
    case .matrixProduct: return try matrixProduct(left.array, right.array, meter)
    case .and, .or, .exclusiveOr, .shiftLeft, .shiftRight:
      return try bitwise(operation, left.array, right.array, dtype)
    }
  }

  @inline(__always)
  func zip<T: Element, U: Element>(
    _ left: ScriptArray, _ right: ScriptArray, work: Int = 1, _ combine: (T, T) -> U
  ) throws -> ScriptArray {
    let plan = try Broadcast(left.shape, right.shape)
    return try meter.array(plan.shape, work: work) {
      combined(left.values(as: T.self), right.values(as: T.self), plan, combine)
    }
  }

  private func sum(_ a: ScriptArray, _ b: ScriptArray, _ dtype: DType) throws -> ScriptArray {
    switch dtype {
    case .bool: try zip(a, b) { (x: Bool, y: Bool) in x || y }
    case .int64: try zip(a, b) { (x: Int, y: Int) in x &+ y }
    case .float32: try zip(a, b) { (x: Float, y: Float) in x + y }
    case .float64: try zip(a, b) { (x: Double, y: Double) in x + y }
    case .complex128: try zip(a, b) { (x: Complex, y: Complex) in x + y }
    }
  }

  private func difference(_ a: ScriptArray, _ b: ScriptArray, _ dtype: DType) throws -> ScriptArray
  {
    switch dtype {
    case .bool: throw ScriptFault("truth values have no '-'; use '^' or logical_xor")
    case .int64: try zip(a, b) { (x: Int, y: Int) in x &- y }
    case .float32: try zip(a, b) { (x: Float, y: Float) in x - y }
    case .float64: try zip(a, b) { (x: Double, y: Double) in x - y }
    case .complex128: try zip(a, b) { (x: Complex, y: Complex) in x - y }
    }
  }

  private func product(_ a: ScriptArray, _ b: ScriptArray, _ dtype: DType) throws -> ScriptArray {
    switch dtype {
    case .bool: try zip(a, b) { (x: Bool, y: Bool) in x && y }
    case .int64: try zip(a, b) { (x: Int, y: Int) in x &* y }
    case .float32: try zip(a, b) { (x: Float, y: Float) in x * y }
    case .float64: try zip(a, b) { (x: Double, y: Double) in x * y }
    case .complex128: try zip(a, b) { (x: Complex, y: Complex) in x * y }
    }
  }

  private func quotient(_ a: ScriptArray, _ b: ScriptArray, _ dtype: DType) throws -> ScriptArray {
    switch dtype {
    case .float32: try zip(a, b) { (x: Float, y: Float) in x / y }
    case .complex128: try zip(a, b, work: 4) { (x: Complex, y: Complex) in x / y }
    default: try zip(a, b) { (x: Double, y: Double) in x / y }
    }
  }

  private func floorQuotient(
    _ a: ScriptArray, _ b: ScriptArray, _ dtype: DType
  ) throws -> ScriptArray {
    switch dtype {
    case .bool, .int64: try zip(a, b, work: 4) { (x: Int, y: Int) in floorDivided(x, y) }
    case .float32: try zip(a, b, work: 8) { (x: Float, y: Float) in floorDivided(x, y) }
    case .float64: try zip(a, b, work: 8) { (x: Double, y: Double) in floorDivided(x, y) }
    case .complex128: throw ScriptFault("complex numbers have no '//'")
    }
  }

  private func remainder(_ a: ScriptArray, _ b: ScriptArray, _ dtype: DType) throws -> ScriptArray {
    switch dtype {
    case .bool, .int64: try zip(a, b, work: 4) { (x: Int, y: Int) in floorRemainder(x, y) }
    case .float32: try zip(a, b, work: 8) { (x: Float, y: Float) in floorRemainder(x, y) }
    case .float64: try zip(a, b, work: 8) { (x: Double, y: Double) in floorRemainder(x, y) }
    case .complex128: throw ScriptFault("complex numbers have no '%'")
    }
  }

  private func power(_ a: ScriptArray, _ right: Operand, _ dtype: DType) throws -> ScriptArray {
    let b = right.array
    // The usual exponents need no power function.
    if dtype.isInexact, dtype != .complex128, b.axes == 0 {
      switch b.values(as: Double.self)[0] {
      case 2: return try product(a, a, dtype)
      case 1: return try product(a, ScriptArray(scalar: true), dtype)
      case 0.5 where dtype == .float32:
        return try meter.array(a.shape) { mapped(a.values(as: Float.self)) { $0.squareRoot() } }
      case 0.5:
        return try meter.array(a.shape) { mapped(a.values(as: Double.self)) { $0.squareRoot() } }
      default: break
      }
    }
    switch dtype {
    case .bool, .int64:
      guard b.values(as: Int.self).allSatisfy({ $0 >= 0 }) else {
        throw ScriptFault("integers to negative powers are not integers; use a float such as 2.0")
      }
      return try zip(a, b, work: 8) { (x: Int, y: Int) in wholePower(x, y) }
    case .float32: return try zip(a, b, work: 16) { (x: Float, y: Float) in pow(x, y) }
    case .float64: return try zip(a, b, work: 16) { (x: Double, y: Double) in pow(x, y) }
    case .complex128: throw ScriptFault("complex numbers have no '**'; use '*'")
    }
  }

  private func bitwise(
    _ operation: BinaryOperator, _ a: ScriptArray, _ b: ScriptArray, _ dtype: DType
  ) throws -> ScriptArray {
    let isShift = operation == .shiftLeft || operation == .shiftRight
    guard dtype <= .int64 else {
      throw ScriptFault(
        "'\(operation.rawValue)' takes truth values or integers, not \(dtype.rawValue); "
          + "comparisons need brackets: (A > 0) & (A < 1)")
    }
    if dtype == .bool, !isShift {
      return switch operation {
      case .and: try zip(a, b) { (x: Bool, y: Bool) in x && y }
      case .or: try zip(a, b) { (x: Bool, y: Bool) in x || y }
      default: try zip(a, b) { (x: Bool, y: Bool) in x != y }
      }
    }
    return switch operation {
    case .and: try zip(a, b) { (x: Int, y: Int) in x & y }
    case .or: try zip(a, b) { (x: Int, y: Int) in x | y }
    case .shiftLeft: try zip(a, b) { (x: Int, y: Int) in y < 0 ? 0 : x << y }
    case .shiftRight: try zip(a, b) { (x: Int, y: Int) in y < 0 ? (x < 0 ? -1 : 0) : x >> y }
    default: try zip(a, b) { (x: Int, y: Int) in x ^ y }
    }
  }

  /// The result of comparing element by element.
  func comparison(
    _ comparison: ComparisonOperator, _ left: Operand, _ right: Operand
  ) throws -> ScriptArray {
    // a > b is b < a.
    switch comparison {
    case .greater: return try self.comparison(.less, right, left)
    case .greaterOrEqual: return try self.comparison(.lessOrEqual, right, left)
    default: break
    }
    let (a, b) = (left.array, right.array)
    switch Operand.dtype(left, right) {
    case .bool, .int64: return try compare(comparison, a, b, Int.self)
    case .float32: return try compare(comparison, a, b, Float.self)
    case .float64: return try compare(comparison, a, b, Double.self)
    case .complex128:
      switch comparison {
      case .equal: return try zip(a, b) { (x: Complex, y: Complex) in x == y }
      case .unequal: return try zip(a, b) { (x: Complex, y: Complex) in x != y }
      default: throw ScriptFault("complex numbers have no order; compare abs() of them")
      }
    }
  }

  @inline(__always)
  private func compare<T: Element & Comparable>(
    _ comparison: ComparisonOperator, _ a: ScriptArray, _ b: ScriptArray, _ type: T.Type
  ) throws -> ScriptArray {
    switch comparison {
    case .unequal: try zip(a, b) { (x: T, y: T) in x != y }
    case .less: try zip(a, b) { (x: T, y: T) in x < y }
    case .lessOrEqual: try zip(a, b) { (x: T, y: T) in x <= y }
    default: try zip(a, b) { (x: T, y: T) in x == y }
    }
  }
}

/// Division rounded down; 0 for a divisor of 0, as NumPy's integers.
@inline(__always)
func floorDivided(_ x: Int, _ y: Int) -> Int {
  if y == 0 { return 0 }
  if y == -1 { return 0 &- x }
  let quotient = x / y
  return x % y != 0 && (x < 0) != (y < 0) ? quotient - 1 : quotient
}

/// What is left of division rounded down; 0 for a divisor of 0.
@inline(__always)
func floorRemainder(_ x: Int, _ y: Int) -> Int {
  if y == 0 || y == -1 { return 0 }
  let rest = x % y
  return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest
}

/// Division rounded down; x / 0 for a divisor of 0.
@inline(__always)
func floorDivided<T: BinaryFloatingPoint>(_ x: T, _ y: T) -> T {
  if y == 0 { return x / y }
  let rest = x.truncatingRemainder(dividingBy: y)
  var quotient = (x - rest) / y
  if rest != 0, (y < 0) != (rest < 0) { quotient -= 1 }
  if quotient == 0 { return T(signOf: x / y, magnitudeOf: 0) }
  let floor = quotient.rounded(.down)
  return quotient - floor > 0.5 ? floor + 1 : floor
}

/// What is left of division rounded down; NaN for a divisor of 0.
@inline(__always)
func floorRemainder<T: BinaryFloatingPoint>(_ x: T, _ y: T) -> T {
  let rest = x.truncatingRemainder(dividingBy: y)
  if rest == 0 { return T(signOf: y, magnitudeOf: 0) }
  return (y < 0) != (rest < 0) ? rest + y : rest
}

/// x to the power of y, which is not negative; wraps as NumPy's int64.
func wholePower(_ x: Int, _ y: Int) -> Int {
  var (result, base, exponent) = (1, x, y)
  while exponent > 0 {
    if exponent & 1 == 1 { result = result &* base }
    base = base &* base
    exponent >>= 1
  }
  return result
}
