internal import Foundation

extension ScriptValue {
  /// Bytes of the longest string that a script may make.
  static let longestText = 1 << 20

  /// The elements that a loop or several names take: those of a list, or along an array's first
  /// axis.
  func items(_ meter: ScriptMeter) throws -> [ScriptValue] {
    switch self {
    case .list(let items): return items
    case .array(let array) where array.axes > 0:
      try meter.spend(array.shape[0] * 64)
      return try (0..<array.shape[0]).map { try meter.part(of: self, [.index($0)]) }
    default: throw ScriptFault("\(kind) has no elements to go through")
    }
  }
}

extension ScriptMeter {
  /// A sign before a value.
  func unary(_ operation: UnaryOperator, _ value: ScriptValue) throws -> ScriptValue {
    switch (operation, value) {
    case (.minus, .integer(let integer)):
      return .integer(try exact(integer.multipliedReportingOverflow(by: -1)))
    case (.minus, .number(let number)): return .number(-number)
    case (.minus, .bool(let flag)): return .integer(flag ? -1 : 0)
    case (.plus, .integer), (.plus, .number), (.plus, .array): return value
    case (.plus, .bool(let flag)): return .integer(flag ? 1 : 0)
    case (.invert, .integer(let integer)): return .integer(~integer)
    case (.invert, .bool(let flag)): return .bool(!flag)
    case (.minus, .array(let a)):
      switch a.elements {
      case .bool: throw ScriptFault("truth values have no '-'; use '~'")
      case .int64(let values): return .array(try array(a.shape) { mapped(values) { 0 &- $0 } })
      case .float32(let values): return .array(try array(a.shape) { mapped(values) { -$0 } })
      case .float64(let values): return .array(try array(a.shape) { mapped(values) { -$0 } })
      case .complex128(let values):
        return .array(try array(a.shape) { values.map { Complex(-$0.real, -$0.imaginary) } })
      }
    case (.invert, .array(let a)) where a.dtype == .bool:
      return .array(try array(a.shape) { mapped(a.values(as: Bool.self)) { !$0 } })
    case (.invert, .array(let a)) where a.dtype == .int64:
      return .array(try array(a.shape) { mapped(a.values(as: Int.self)) { ~$0 } })
    case (_, .list):
      guard let operand = try Operand(value, self) else { break }
      return try unary(operation, .array(operand.array))
    default: break
    }
    throw ScriptFault("\(value.kind) has no '\(operation.rawValue)'")
  }

  /// An operator between two values.
  func binary(
    _ operation: BinaryOperator, _ left: ScriptValue, _ right: ScriptValue
  ) throws -> ScriptValue {
    switch (left, right) {
    case (.integer(let x), .integer(let y)): return try whole(operation, x, y)
    case (.number(let x), .number(let y)): return try numbers(operation, x, y)
    case (.integer(let x), .number(let y)): return try numbers(operation, Double(x), y)
    case (.number(let x), .integer(let y)): return try numbers(operation, x, Double(y))
    case (.bool(let x), .bool(let y)):
      switch operation {
      case .and: return .bool(x && y)
      case .or: return .bool(x || y)
      case .exclusiveOr: return .bool(x != y)
      default: return try whole(operation, x ? 1 : 0, y ? 1 : 0)
      }
    case (.bool(let x), .integer), (.bool(let x), .number):
      return try binary(operation, .integer(x ? 1 : 0), right)
    case (.integer, .bool(let y)), (.number, .bool(let y)):
      return try binary(operation, left, .integer(y ? 1 : 0))
    case (.string(let x), .string(let y)) where operation == .add:
      guard x.utf8.count + y.utf8.count <= ScriptValue.longestText else {
        throw ScriptFault("a string is at most 1 MB long")
      }
      return .string(x + y)
    case (.list(let x), .list(let y)) where operation == .add:
      try spend(x.count + y.count)
      guard x.count + y.count <= 1 << 20 else {
        throw ScriptFault("a list has at most 1048576 items")
      }
      return .list(x + y)
    default: break
    }
    guard let a = try Operand(left, self), let b = try Operand(right, self) else {
      throw ScriptFault("\(left.kind) and \(right.kind) have no '\(operation.rawValue)'")
    }
    return .array(try Arithmetic(meter: self).result(operation, a, b))
  }

  private func whole(_ operation: BinaryOperator, _ x: Int, _ y: Int) throws -> ScriptValue {
    switch operation {
    case .add: return .integer(try exact(x.addingReportingOverflow(y)))
    case .subtract: return .integer(try exact(x.subtractingReportingOverflow(y)))
    case .multiply: return .integer(try exact(x.multipliedReportingOverflow(by: y)))
    case .divide: return .number(Double(x) / Double(y))
    case .floorDivide, .remainder:
      guard y != 0 else { throw ScriptFault("integer division by zero") }
      if operation == .remainder { return .integer(floorRemainder(x, y)) }
      return .integer(
        y == -1 ? try exact(x.multipliedReportingOverflow(by: -1)) : floorDivided(x, y))
    case .power:
      if y < 0 { return .number(pow(Double(x), Double(y))) }
      let approximate = pow(Double(x), Double(y))
      guard abs(approximate) < 0x1p63 else { throw tooLarge }
      return .integer(wholePower(x, y))
    case .and: return .integer(x & y)
    case .or: return .integer(x | y)
    case .exclusiveOr: return .integer(x ^ y)
    case .shiftLeft:
      guard (0..<64).contains(y), x == 0 || (x << y) >> y == x else { throw tooLarge }
      return .integer(x << y)
    case .shiftRight:
      guard y >= 0 else { throw ScriptFault("a shift can't be negative") }
      return .integer(x >> y)
    case .matrixProduct: throw ScriptFault("numbers have no '@'")
    }
  }

  private func numbers(_ operation: BinaryOperator, _ x: Double, _ y: Double) throws -> ScriptValue
  {
    switch operation {
    case .add: .number(x + y)
    case .subtract: .number(x - y)
    case .multiply: .number(x * y)
    case .divide: .number(x / y)
    case .floorDivide: .number(floorDivided(x, y))
    case .remainder: .number(floorRemainder(x, y))
    case .power: .number(pow(x, y))
    case .matrixProduct, .and, .or, .exclusiveOr, .shiftLeft, .shiftRight:
      throw ScriptFault("numbers have no '\(operation.rawValue)'")
    }
  }

  private var tooLarge: ScriptFault {
    ScriptFault("the integer does not fit into 64 bits; write a float such as 2.0")
  }

  private func exact(_ result: (partialValue: Int, overflow: Bool)) throws -> Int {
    if result.overflow { throw tooLarge }
    return result.partialValue
  }

  /// The result of one comparison.
  func compared(
    _ comparison: ComparisonOperator, _ left: ScriptValue, _ right: ScriptValue
  ) throws -> ScriptValue {
    switch comparison {
    case .isSame, .isNotSame:
      return .bool(try isSame(left, right) == (comparison == .isSame))
    case .isIn, .isNotIn:
      return .bool(try isIn(left, right) == (comparison == .isIn))
    default: break
    }
    if case .string(let x) = left, case .string(let y) = right {
      return .bool(ordered(comparison, x, y))
    }
    if let x = left.plainNumber, let y = right.plainNumber {
      if case .integer(let x) = left, case .integer(let y) = right {
        return .bool(ordered(comparison, x, y))
      }
      return .bool(ordered(comparison, x, y))
    }
    if case .list(let x) = left, case .list(let y) = right {
      guard comparison == .equal || comparison == .unequal else {
        throw ScriptFault("lists have no order; make arrays of them with array()")
      }
      return .bool(try isEqual(x, y) == (comparison == .equal))
    }
    if let a = try Operand(left, self), let b = try Operand(right, self) {
      return .array(try Arithmetic(meter: self).comparison(comparison, a, b))
    }
    // What is of different kinds is not equal, as in Python.
    if comparison == .equal || comparison == .unequal { return .bool(comparison == .unequal) }
    throw ScriptFault("\(left.kind) and \(right.kind) have no '\(comparison.rawValue)'")
  }

  private func ordered<T: Comparable>(_ comparison: ComparisonOperator, _ x: T, _ y: T) -> Bool {
    switch comparison {
    case .less: x < y
    case .lessOrEqual: x <= y
    case .greater: x > y
    case .greaterOrEqual: x >= y
    case .unequal: x != y
    default: x == y
    }
  }

  private func isSame(_ left: ScriptValue, _ right: ScriptValue) throws -> Bool {
    switch (left, right) {
    case (.none, .none): true
    case (.bool(let x), .bool(let y)): x == y
    case (.none, _), (_, .none), (.bool, _), (_, .bool): false
    default: throw ScriptFault("'is' compares with None, True or False; use '=='")
    }
  }

  private func isIn(_ item: ScriptValue, _ whole: ScriptValue) throws -> Bool {
    if case .string(let text) = whole {
      guard case .string(let part) = item else {
        throw ScriptFault("'in' a string looks for a string, not \(item.kind)")
      }
      return part.isEmpty || text.contains(part)
    }
    if case .array(let array) = whole, array.axes > 0 {
      let found = try compared(.equal, item, whole)
      guard case .array(let found) = found else { return false }
      return found.values(as: Bool.self).contains(true)
    }
    guard case .list(let items) = whole else {
      throw ScriptFault("'in' looks into a string, a list or an array, not \(whole.kind)")
    }
    try spend(items.count * 8)
    return try items.contains { try isEqual([item], [$0]) }
  }

  private func isEqual(_ left: [ScriptValue], _ right: [ScriptValue]) throws -> Bool {
    guard left.count == right.count else { return false }
    return try zip(left, right).allSatisfy { try compared(.equal, $0, $1).isTrue ?? false }
  }

  /// What is asked of an array without a call.
  func attribute(_ attribute: Attribute, of value: ScriptValue) throws -> ScriptValue {
    guard let a = try Operand(value, self)?.array else {
      throw ScriptFault("\(value.kind) has no attribute '\(attribute.rawValue)'")
    }
    switch attribute {
    case .transpose: return .array(try a.transposed(a.shape.indices.reversed(), self))
    case .shape: return .list(a.shape.map { .integer($0) })
    case .size: return .integer(a.count)
    case .ndim: return .integer(a.axes)
    case .dtype: return .string(a.dtype.rawValue)
    case .real, .imag:
      guard case .complex128(let values) = a.elements else {
        return attribute == .real
          ? .array(a)
          : .array(try array(a.shape) { [Int](repeating: 0, count: a.count) }.cast(to: a.dtype))
      }
      return .array(
        try array(a.shape) { mapped(values) { attribute == .real ? $0.real : $0.imaginary } })
    }
  }
}

extension ScriptValue {
  /// The number, if this is one that was written or counted.
  fileprivate var plainNumber: Double? {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}
