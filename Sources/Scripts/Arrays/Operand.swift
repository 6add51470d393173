/// A value as one side of an operation of arrays: an array, and whether it adapts its type.
struct Operand {
  let array: ScriptArray
  /// The kind of number that was written in the script; nil for arrays.
  let weak: WeakType?

  init(array: ScriptArray, weak: WeakType?) { (self.array, self.weak) = (array, weak) }

  /// Makes an array of a number or a list of them; nil for what has no numbers.
  ///
  /// - Throws: `ScriptFault` where the lists in a list have different lengths.
  init?(_ value: ScriptValue, _ meter: ScriptMeter) throws {
    switch value {
    case .bool(let value): (array, weak) = (ScriptArray(scalar: value), nil)
    case .integer(let value): (array, weak) = (ScriptArray(scalar: value), .integer)
    case .number(let value): (array, weak) = (ScriptArray(scalar: value), .float)
    case .array(let value): (array, weak) = (value, nil)
    case .list(let items):
      var operands: [Operand] = []
      for item in items {
        guard let operand = try Operand(item, meter) else { return nil }
        operands.append(operand)
      }
      (array, weak) = (try stacked(operands, meter), nil)
    default: return nil
    }
  }

  /// The dtype that arrays and numbers have in common.
  static func dtype(of operands: [Operand]) -> DType {
    let strong = operands.filter { $0.weak == nil }.map(\.array.dtype)
    let weak = operands.compactMap(\.weak).max { $0.rawValue < $1.rawValue }
    guard let first = strong.first else { return weak?.dtype ?? .float64 }
    let dtype = strong.dropFirst().reduce(first) { $0.promoted(with: $1) }
    return weak?.promoted(with: dtype) ?? dtype
  }

  /// The dtype of an operation of two.
  static func dtype(_ left: Operand, _ right: Operand) -> DType {
    switch (left.weak, right.weak) {
    case (nil, nil): left.array.dtype.promoted(with: right.array.dtype)
    case (nil, let weak?): weak.promoted(with: left.array.dtype)
    case (let weak?, nil): weak.promoted(with: right.array.dtype)
    case (let left?, let right?): left == .float || right == .float ? .float64 : .int64
    }
  }
}

/// The array whose first axis has these elements.
private func stacked(_ operands: [Operand], _ meter: ScriptMeter) throws -> ScriptArray {
  let shape = operands.first?.array.shape ?? []
  guard operands.allSatisfy({ $0.array.shape == shape }) else {
    throw ScriptFault("the lists in a list must have one length to be an array")
  }
  // Items that were written as numbers are int64 or float64 here: there is no array to adapt to.
  let dtype = operands.isEmpty ? .float64 : Operand.dtype(of: operands)
  return try joined(
    operands.map { $0.array.cast(to: dtype) }, dtype, shape: [operands.count] + shape, meter)
}

/// The elements of these arrays one after another, as an array of `shape`.
func joined(
  _ arrays: [ScriptArray], _ dtype: DType, shape: [Int], _ meter: ScriptMeter
) throws -> ScriptArray {
  func all<T: Element>(_ type: T.Type) throws -> ScriptArray {
    try meter.array(shape) { arrays.flatMap { $0.values(as: T.self) } }
  }
  switch dtype {
  case .bool: return try all(Bool.self)
  case .int64: return try all(Int.self)
  case .float32: return try all(Float.self)
  case .float64: return try all(Double.self)
  case .complex128: return try all(Complex.self)
  }
}
