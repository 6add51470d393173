public import Pictures
public import Tensors

/// A value in a figure script.
public indirect enum ScriptValue: Sendable {
  /// Python's `None`.
  case none
  case bool(Bool)
  /// A whole number that was written or counted; takes the type of the arrays it meets.
  case integer(Int)
  /// Any other number, likewise.
  case number(Double)
  case string(String)
  /// An array of any number of axes; without axes it is a number of its own type.
  case array(ScriptArray)
  /// A list or a tuple, such as a shape, tokens, or the factors of a decomposition.
  case list([ScriptValue])
  /// Something to put on a plot.
  case mark(Mark)
  case figure(Figure)
  /// Several figures, each with a name.
  case figures([NamedFigure])

  /// The float32 array that `tensor` is.
  public init(_ tensor: Tensor) { self = .array(ScriptArray(tensor)) }

  /// A number.
  public init(_ number: Double) { self = .number(number) }

  /// A list of strings, such as tokens.
  public init(_ strings: [String]) { self = .list(strings.map { .string($0) }) }

  /// The number, if this is one: an integer, a truth value (0 or 1), or an array of one element.
  public var number: Double? {
    switch self {
    case .bool(let value): value ? 1 : 0
    case .integer(let value): Double(value)
    case .number(let value): value
    case .array(let array) where array.count == 1 && array.dtype != .complex128:
      array.values(as: Double.self)[0]
    default: nil
    }
  }

  /// The array or number as float32; nil for everything else, complex arrays included.
  public var tensor: Tensor? {
    if case .array(let array) = self { return array.dtype == .complex128 ? nil : array.tensor }
    return number.map { Tensor(shape: [], values: [Float($0)]) }
  }

  /// The numbers of an array of one axis, if they are real.
  public var vector: [Double]? {
    guard case .array(let array) = self, array.shape.count == 1, array.dtype != .complex128 else {
      return nil
    }
    return array.values(as: Double.self)
  }

  /// The text, if this is a string.
  public var string: String? { if case .string(let text) = self { text } else { nil } }

  /// Whether it counts as true, as in Python; nil where that has no answer, as for an array of
  /// several elements.
  public var isTrue: Bool? {
    switch self {
    case .none: false
    case .bool(let value): value
    case .integer(let value): value != 0
    case .number(let value): value != 0
    case .string(let text): !text.isEmpty
    case .array(let array): array.count == 1 ? array.values(as: Bool.self)[0] : nil
    case .list(let items): !items.isEmpty
    case .mark, .figure, .figures: true
    }
  }

  /// The figures, if this is one or several.
  public var figures: [NamedFigure]? {
    switch self {
    case .figure(let figure): [NamedFigure(figure)]
    case .figures(let figures): figures
    default: nil
    }
  }

  /// The words for a value of this kind in messages: "a string", "an array of shape (3, 3)".
  public var kind: String {
    switch self {
    case .none: "None"
    case .bool: "a truth value"
    case .integer: "an integer"
    case .number: "a number"
    case .string: "a string"
    case .array(let array):
      array.axes == 0
        ? "a \(array.dtype.rawValue) number" : "an array of shape \(shapeText(array.shape))"
    case .list: "a list"
    case .mark: "a mark of a plot"
    case .figure: "a figure"
    case .figures: "several figures"
    }
  }
}

extension ScriptValue: CustomStringConvertible {
  /// The value as Python prints it; a long array is shortened.
  public var description: String {
    switch self {
    case .none: "None"
    case .bool(let value): value ? "True" : "False"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let text): text
    case .array(let array): array.description
    case .list(let items):
      "[" + items.prefix(1000).map(\.quoted).joined(separator: ", ")
        + (items.count > 1000 ? ", ...]" : "]")
    case .mark, .figure, .figures: "<\(kind)>"
    }
  }

  /// The same with quotes around a string.
  private var quoted: String {
    if case .string(let text) = self { "'\(text)'" } else { description }
  }
}

extension ScriptArray: CustomStringConvertible {
  /// The elements in nested brackets; of an axis longer than 12 the first and last three.
  public var description: String {
    func text(_ axis: Int, _ start: Int, _ stride: Int) -> String {
      guard axis < axes else { return element(start) }
      let step = stride / max(1, shape[axis])
      let shown = 0..<shape[axis]
      let isShort = shape[axis] <= 12
      let parts = (isShort ? Array(shown) : Array(shown.prefix(3)) + Array(shown.suffix(3)))
        .map { text(axis + 1, start + $0 * step, step) }
      let all = isShort ? parts : parts.prefix(3) + ["..."] + parts.suffix(3)
      return "["
        + all.joined(
          separator: axis + 1 < axes ? "\n" + String(repeating: " ", count: axis + 1) : ", ") + "]"
    }
    return count == 0 && axes > 0 ? "[]" : text(0, 0, count)
  }

  private func element(_ index: Int) -> String {
    switch elements {
    case .bool(let values): values[index] ? "True" : "False"
    case .int64(let values): "\(values[index])"
    case .float32(let values): "\(values[index])"
    case .float64(let values): "\(values[index])"
    case .complex128(let values): "\(values[index])"
    }
  }
}
