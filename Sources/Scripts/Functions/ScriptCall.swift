/// One call of a function: its arguments, read as what the function wants.
struct ScriptCall {
  let function: ScriptFunction
  /// One for each parameter; nil where none is said.
  let values: [ScriptValue?]
  let rest: [ScriptValue]
  let named: [(name: String, value: ScriptValue)]
  let meter: ScriptMeter
  /// The tokens of the pattern that is drawn.
  let tokens: [String]

  /// An error about one argument.
  func wrong(_ index: Int, _ allowed: String) -> ScriptFault {
    let found = index < values.count ? values[index]?.kind ?? "nothing" : "something else"
    let name = index < values.count ? function.parameters[index].name : "value"
    return ScriptFault(
      "'\(name)' of '\(function.name)' is \(allowed), not \(found)", argument: index)
  }

  /// Whether the argument is given and not `None`.
  func has(_ index: Int) -> Bool {
    switch values[index] {
    case nil, .some(.none): false
    default: true
    }
  }

  /// The argument; `None` where none is said.
  subscript(index: Int) -> ScriptValue { values[index] ?? .none }

  /// The argument as an array; numbers and lists of numbers are made one.
  func array(_ index: Int) throws -> ScriptArray {
    try value(self[index], asArrayFor: index)
  }

  func value(_ value: ScriptValue, asArrayFor index: Int) throws -> ScriptArray {
    if case .array(let array) = value { return array }
    guard let array = try Operand(value, meter)?.array else {
      throw wrong(index, "an array or a number")
    }
    return array
  }

  /// The argument as an array of real numbers.
  func real(_ index: Int) throws -> ScriptArray {
    let array = try array(index)
    guard array.dtype != .complex128 else {
      throw ScriptFault(
        "'\(function.name)' takes real numbers; use abs(), real(), imag() or angle() first",
        argument: index)
    }
    return array
  }

  /// The argument as a matrix of real numbers.
  func matrix(_ index: Int) throws -> ScriptArray {
    let array = try real(index)
    guard array.axes == 2 else { throw wrong(index, "a matrix") }
    return array
  }

  /// The argument as a square matrix of real numbers.
  func square(_ index: Int) throws -> ScriptArray {
    let array = try matrix(index)
    guard array.shape[0] == array.shape[1] else { throw wrong(index, "a square matrix") }
    return array
  }

  /// The argument as a whole number.
  func integer(_ index: Int) throws -> Int {
    guard let integer = self[index].wholeNumber else { throw wrong(index, "an integer") }
    return integer
  }

  func integer(_ index: Int, or fallback: Int) throws -> Int {
    has(index) ? try integer(index) : fallback
  }

  /// The argument as a number.
  func number(_ index: Int) throws -> Double {
    guard let number = self[index].number else { throw wrong(index, "a number") }
    return number
  }

  func number(_ index: Int, or fallback: Double) throws -> Double {
    has(index) ? try number(index) : fallback
  }

  /// The argument as a truth value; false where none is said.
  func flag(_ index: Int, or fallback: Bool = false) throws -> Bool {
    guard has(index) else { return fallback }
    guard let flag = self[index].isTrue else { throw wrong(index, "True or False") }
    return flag
  }

  /// The argument as a string; empty where none is said.
  func string(_ index: Int) throws -> String {
    guard has(index) else { return "" }
    guard let string = self[index].string else { throw wrong(index, "a string") }
    return string
  }

  /// The argument as a list of strings.
  func strings(_ index: Int) throws -> [String] {
    guard has(index) else { return [] }
    guard case .list(let items) = self[index] else { throw wrong(index, "a list of strings") }
    return items.map { $0.description }
  }

  /// The argument as one of these words.
  func word<Word: RawRepresentable & CaseIterable>(
    _ index: Int, _ type: Word.Type = Word.self
  ) throws -> Word where Word.RawValue == String {
    guard let word = self[index].string.flatMap(Word.init(rawValue:)) else {
      throw wrong(
        index, "one of " + Word.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "))
    }
    return word
  }

  /// The argument as a dtype.
  func dtype(_ index: Int, or fallback: DType) throws -> DType {
    has(index) ? try word(index) : fallback
  }

  /// The argument as whole numbers: one, or a list of them.
  func integers(_ index: Int) throws -> [Int] {
    guard let integers = self[index].wholeNumbers else {
      throw wrong(index, "an integer or a list of integers")
    }
    return integers
  }

  /// Whole numbers that come as a list or one by one: `reshape(2, 3)` and `reshape((2, 3))`.
  func restIntegers() throws -> [Int] {
    let list: ScriptValue = rest.count == 1 ? rest[0] : .list(rest)
    guard let integers = list.wholeNumbers else {
      throw ScriptFault("'\(function.name)' takes integers")
    }
    return integers
  }

  /// The argument as a shape.
  func shape(_ index: Int) throws -> [Int] {
    let shape = try integers(index)
    guard shape.allSatisfy({ $0 >= 0 }), shape.count <= 8 else {
      throw ScriptFault(
        "a shape has up to 8 axes whose lengths are not negative; this is \(shapeText(shape))",
        argument: index)
    }
    return shape
  }

  /// The argument as an axis of an array, from 0.
  func axis(_ index: Int, of array: ScriptArray) throws -> Int {
    try axis(try integer(index), of: array.axes, argument: index)
  }

  /// The argument as axes of an array, from 0 and in order; all where it is `None`.
  func axes(_ index: Int, of array: ScriptArray) throws -> [Int] {
    guard has(index) else { return Array(array.shape.indices) }
    let axes = try integers(index).map { try axis($0, of: array.axes, argument: index) }.sorted()
    guard Set(axes).count == axes.count else {
      throw ScriptFault("an axis is named twice", argument: index)
    }
    return axes
  }

  func axis(_ axis: Int, of axes: Int, argument: Int? = nil) throws -> Int {
    guard axis >= -axes, axis < axes else {
      throw ScriptFault(
        axes == 0
          ? "a number has no axis \(axis)"
          : "there is no axis \(axis): an array of \(axes) axes has \(-axes) to \(axes - 1)",
        argument: argument)
    }
    return axis < 0 ? axis + axes : axis
  }
}

extension ScriptValue {
  /// The whole number, if this is one: an integer, a truth value, or an int64 array of one element.
  var wholeNumber: Int? {
    switch self {
    case .integer(let value): value
    case .bool(let value): value ? 1 : 0
    case .array(let array) where array.count == 1 && array.dtype <= .int64:
      array.values(as: Int.self)[0]
    default: nil
    }
  }

  /// The whole numbers, if this is one or a list or vector of them.
  var wholeNumbers: [Int]? {
    if let wholeNumber { return [wholeNumber] }
    switch self {
    case .array(let array) where array.dtype <= .int64 && array.axes == 1:
      return array.values(as: Int.self)
    case .list(let items):
      let integers = items.compactMap(\.wholeNumber)
      return integers.count == items.count ? integers : nil
    default: return nil
    }
  }
}
