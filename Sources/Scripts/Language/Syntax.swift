/// A part of an expression and where it stands.
final class Syntax: Sendable {
  /// What kinds of expressions there are; names are resolved.
  enum Kind: Sendable {
    case literal(ScriptValue)
    /// A string with values in it.
    case text([TextPiece])
    /// A parameter or a variable, by its place in the function's frame.
    case local(Int)
    /// A name that the script is given a value for, by its place among the program's names.
    case given(Int)
    case unary(UnaryOperator, Syntax)
    case binary(BinaryOperator, Syntax, Syntax)
    /// `a < b <= c`: every neighbour must hold.
    case comparison(Syntax, [Comparison])
    case and(Syntax, Syntax)
    case or(Syntax, Syntax)
    case not(Syntax)
    case conditional(Syntax, then: Syntax, otherwise: Syntax)
    case call(ScriptFunction, Arguments)
    /// A call of a function of the script, by its place among the program's functions.
    case own(Int, [Syntax?])
    case attribute(Attribute, Syntax)
    case subscripted(Syntax, [Subscript])
    case list([Syntax])
    /// `[result for variable in list if condition]`.
    case comprehension(Syntax, variables: [Int], list: Syntax, condition: Syntax?)
  }

  let kind: Kind
  let span: ScriptSpan
  /// How many expressions lie inside one another, this one included.
  let depth: Int

  /// More would need too much of a thread's stack.
  static let greatestDepth = 128

  init(_ kind: Kind, _ span: ScriptSpan) {
    (self.kind, self.span) = (kind, span)
    depth = 1 + (Syntax.parts(of: kind).lazy.map(\.depth).max() ?? 0)
  }

  /// Whether the value at each place is made of values at that place alone.
  var isCellwise: Bool {
    switch kind {
    case .literal, .given: true
    case .unary, .comparison: isCellwiseInParts
    case .binary(let operation, _, _): operation != .matrixProduct && isCellwiseInParts
    case .call(let function, let arguments):
      arguments.named.isEmpty && arguments.values.compactMap(\.self).count > 0
        && ScriptFunction.elementwise.contains { $0.name == function.name }
        && (function.name != "where" || arguments.values.compactMap(\.self).count == 3)
        && isCellwiseInParts
    default: false
    }
  }

  private var isCellwiseInParts: Bool { Self.parts(of: kind).allSatisfy(\.isCellwise) }

  /// The expressions directly inside one of this kind.
  static func parts(of kind: Kind) -> [Syntax] {
    switch kind {
    case .literal, .local, .given: []
    case .text(let pieces):
      pieces.compactMap { if case .value(let syntax, _) = $0 { syntax } else { nil } }
    case .unary(_, let a), .not(let a), .attribute(_, let a): [a]
    case .binary(_, let a, let b), .and(let a, let b), .or(let a, let b): [a, b]
    case .comparison(let first, let others): [first] + others.map(\.operand)
    case .conditional(let a, let b, let c): [a, b, c]
    case .call(_, let arguments):
      arguments.values.compactMap { $0 } + arguments.rest + arguments.named.map(\.value)
    case .own(_, let arguments): arguments.compactMap { $0 }
    case .subscripted(let a, let subscripts): [a] + subscripts.flatMap(\.parts)
    case .list(let items): items
    case .comprehension(let result, _, let list, let condition):
      [result, list] + (condition.map { [$0] } ?? [])
    }
  }
}

/// A stretch of a string.
enum TextPiece: Sendable {
  case plain(String)
  case value(Syntax, TextFormat)
}

/// The arguments of a call in the order of the function's parameters.
struct Arguments: Sendable {
  /// One for each parameter; nil where none is said.
  var values: [Syntax?]
  /// What stands beyond the parameters.
  var rest: [Syntax] = []
  /// What has a name that is no parameter's.
  var named: [(name: String, value: Syntax)] = []
}

/// One of the things between the brackets behind an array.
enum Subscript: Sendable {
  case index(Syntax)
  case slice(start: Syntax?, stop: Syntax?, step: Syntax?)
  case ellipsis

  var parts: [Syntax] {
    switch self {
    case .index(let syntax): [syntax]
    case .slice(let start, let stop, let step): [start, stop, step].compactMap { $0 }
    case .ellipsis: []
    }
  }
}

enum UnaryOperator: String, Sendable {
  case plus = "+"
  case minus = "-"
  case invert = "~"
}

enum BinaryOperator: String, Sendable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case floorDivide = "//"
  case remainder = "%"
  case power = "**"
  case matrixProduct = "@"
  case and = "&"
  case or = "|"
  case exclusiveOr = "^"
  case shiftLeft = "<<"
  case shiftRight = ">>"

  /// Higher binds tighter, as in Python; comparisons are 4, signs 10.
  var precedence: Int {
    switch self {
    case .or: 5
    case .exclusiveOr: 6
    case .and: 7
    case .shiftLeft, .shiftRight: 8
    case .add, .subtract: 9
    case .multiply, .divide, .floorDivide, .remainder, .matrixProduct: 10
    case .power: 12
    }
  }
}

enum ComparisonOperator: String, Sendable {
  case equal = "=="
  case unequal = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case isIn = "in"
  case isNotIn = "not in"
  case isSame = "is"
  case isNotSame = "is not"
}

struct Comparison: Sendable {
  let comparison: ComparisonOperator
  let operand: Syntax
}

/// What an array is asked for without a call.
enum Attribute: String, CaseIterable, Sendable {
  case transpose = "T"
  case shape
  case size
  case ndim
  case dtype
  case real
  case imag
}
