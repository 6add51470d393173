internal import Pictures

/// Runs a program: walks its expressions and counts what they use.
struct Evaluator {
  let program: ScriptProgram
  /// Values of the program's names; nil for one that nobody gave.
  let given: [ScriptValue?]
  /// The tokens of the pattern that is drawn.
  let tokens: [String]
  let meter: ScriptMeter
  private var calls = 0
  private var depth = 0

  /// The variables of one call.
  typealias Frame = [ScriptValue]

  /// Expressions inside one another, over all calls: each takes some 400 bytes of the stack.
  private static let greatestDepth = 1_500

  init(_ program: ScriptProgram, given: [ScriptValue?], tokens: [String] = [], limits: ScriptLimits)
  {
    (self.program, self.given, self.tokens) = (program, given, tokens)
    meter = ScriptMeter(limits)
  }

  /// The value of an expression outside any function.
  mutating func value(of syntax: Syntax, slots: Int) throws -> ScriptValue {
    var frame = Frame(repeating: .none, count: slots)
    return try value(syntax, &frame)
  }

  /// The value of a call of the program's function at `index`.
  mutating func call(
    _ index: Int, _ arguments: [ScriptValue?], at span: ScriptSpan
  ) throws -> ScriptValue {
    let function = program.functions[index]
    calls += 1
    defer { calls -= 1 }
    guard calls <= meter.limits.depth else {
      throw program.source.error(
        "'\(function.header.name)' goes too deep: \(meter.limits.depth) calls inside one another "
          + "are allowed",
        at: span)
    }
    var frame = Frame(repeating: .none, count: function.slots)
    for (slot, parameter) in function.header.parameters.enumerated() {
      frame[slot] = arguments[slot] ?? parameter.fallback ?? .none
    }
    for assignment in function.assignments {
      let value = try value(assignment.value, &frame)
      try assign(value, to: assignment.slots, in: &frame, at: assignment.value.span)
    }
    return try value(function.result, &frame)
  }

  private func assign(
    _ value: ScriptValue, to slots: [Int], in frame: inout Frame, at span: ScriptSpan
  ) throws {
    if slots.count == 1 {
      frame[slots[0]] = value
      return
    }
    let items = try placed(at: span) { try value.items(meter) }
    guard items.count == slots.count else {
      throw program.source.error(
        "\(slots.count) names take \(slots.count) values, not \(items.count)", at: span)
    }
    for (slot, item) in zip(slots, items) { frame[slot] = item }
  }

  /// Runs `body`, whose faults get a place: that of an argument where the fault names one.
  @inline(__always)
  private func placed<Result>(
    at span: ScriptSpan, arguments: [Syntax?] = [], _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let fault as ScriptFault {
      let argument = fault.argument.flatMap { arguments.indices.contains($0) ? arguments[$0] : nil }
      throw program.source.error(fault.message, at: argument?.span ?? span)
    }
  }

  /// The value of `syntax`.
  mutating func value(_ syntax: Syntax, _ frame: inout Frame) throws -> ScriptValue {
    switch syntax.kind {
    case .literal(let value): return value
    case .local(let slot): return frame[slot]
    case .given(let index):
      guard let value = given[index] else {
        throw program.source.error("'\(program.names[index])' has no value here", at: syntax.span)
      }
      return value
    default: break
    }
    depth += 1
    defer { depth -= 1 }
    guard depth <= Evaluator.greatestDepth else {
      throw program.source.error("this goes too deep", at: syntax.span)
    }
    try placed(at: syntax.span) { try meter.spend(64) }
    switch syntax.kind {
    case .unary(let operation, let operand):
      let operand = try value(operand, &frame)
      return try placed(at: syntax.span) { try meter.unary(operation, operand) }
    case .binary(let operation, let left, let right):
      let left = try value(left, &frame)
      let right = try value(right, &frame)
      return try placed(at: syntax.span) { try meter.binary(operation, left, right) }
    case .not(let operand):
      return .bool(try !isTrue(operand, &frame))
    case .and(let left, let right):
      let first = try value(left, &frame)
      return try truth(of: first, left.span) ? value(right, &frame) : first
    case .or(let left, let right):
      let first = try value(left, &frame)
      return try truth(of: first, left.span) ? first : value(right, &frame)
    case .conditional(let condition, let then, let otherwise):
      return try isTrue(condition, &frame) ? value(then, &frame) : value(otherwise, &frame)
    case .comparison(let first, let others):
      return try comparison(first, others, &frame)
    case .call(let function, let arguments):
      return try call(function, arguments, syntax.span, &frame)
    case .own(let index, let arguments):
      var values: [ScriptValue?] = []
      for argument in arguments { values.append(try argument.map { try value($0, &frame) }) }
      return try call(index, values, at: syntax.span)
    case .attribute(let attribute, let operand):
      let operand = try value(operand, &frame)
      return try placed(at: syntax.span) { try meter.attribute(attribute, of: operand) }
    case .subscripted(let operand, let subscripts):
      return try subscripted(operand, subscripts, syntax.span, &frame)
    case .list(let items):
      var values: [ScriptValue] = []
      for item in items { values.append(try value(item, &frame)) }
      return .list(values)
    case .comprehension(let result, let variables, let list, let condition):
      return try comprehension(result, variables, list, condition, &frame)
    case .text(let pieces):
      return try text(pieces, &frame)
    case .literal, .local, .given:
      return .none
    }
  }

  private mutating func isTrue(_ syntax: Syntax, _ frame: inout Frame) throws -> Bool {
    try truth(of: value(syntax, &frame), syntax.span)
  }

  private func truth(of value: ScriptValue, _ span: ScriptSpan) throws -> Bool {
    guard let truth = value.isTrue else {
      throw program.source.error(
        "\(value.kind) is neither true nor false; use any() or all(), or '&' and '|' for each element",
        at: span)
    }
    return truth
  }

  private mutating func comparison(
    _ first: Syntax, _ others: [Comparison], _ frame: inout Frame
  ) throws -> ScriptValue {
    var (left, span) = (try value(first, &frame), first.span)
    for (index, other) in others.enumerated() {
      let right = try value(other.operand, &frame)
      let whole = span.joined(other.operand.span)
      let result = try placed(at: whole) { try meter.compared(other.comparison, left, right) }
      if try index == others.count - 1 || !truth(of: result, whole) { return result }
      (left, span) = (right, other.operand.span)
    }
    return left
  }

  private mutating func call(
    _ function: ScriptFunction, _ arguments: Arguments, _ span: ScriptSpan, _ frame: inout Frame
  ) throws -> ScriptValue {
    var (values, rest): ([ScriptValue?], [ScriptValue]) = ([], [])
    var named: [(name: String, value: ScriptValue)] = []
    for argument in arguments.values {
      values.append(try argument.map { try value($0, &frame) })
    }
    for argument in arguments.rest { rest.append(try value(argument, &frame)) }
    for argument in arguments.named {
      named.append((argument.name, try value(argument.value, &frame)))
    }
    let call = ScriptCall(
      function: function, values: values, rest: rest, named: named, meter: meter, tokens: tokens)
    return try placed(at: span, arguments: arguments.values) {
      do {
        return try function.body(call)
      } catch let error as FigureError {
        throw ScriptFault(error.description)
      }
    }
  }

  private mutating func comprehension(
    _ result: Syntax, _ variables: [Int], _ list: Syntax, _ condition: Syntax?,
    _ frame: inout Frame
  ) throws -> ScriptValue {
    let whole = try value(list, &frame)
    var values: [ScriptValue] = []
    for item in try placed(at: list.span, { try whole.items(meter) }) {
      try assign(item, to: variables, in: &frame, at: list.span)
      if let condition, try !isTrue(condition, &frame) { continue }
      try placed(at: result.span) { try meter.spend(64) }
      values.append(try value(result, &frame))
    }
    return .list(values)
  }

  private mutating func text(
    _ pieces: [TextPiece], _ frame: inout Frame
  ) throws -> ScriptValue {
    var text = ""
    for piece in pieces {
      switch piece {
      case .plain(let plain): text += plain
      case .value(let syntax, let format):
        let value = try value(syntax, &frame)
        text += try placed(at: syntax.span) {
          try meter.look(at: value)
          return try format.text(of: value)
        }
      }
      guard text.utf8.count <= ScriptValue.longestText else {
        throw program.source.error("a string is at most 1 MB long", at: pieces.span)
      }
    }
    return .string(text)
  }

  private mutating func subscripted(
    _ operand: Syntax, _ subscripts: [Subscript], _ span: ScriptSpan, _ frame: inout Frame
  ) throws -> ScriptValue {
    let operand = try value(operand, &frame)
    var places: [Place] = []
    for one in subscripts {
      switch one {
      case .index(let syntax):
        let index = try value(syntax, &frame)
        places.append(try placed(at: syntax.span) { try Place(index, meter) })
      case .ellipsis:
        places.append(.ellipsis)
      case .slice(let start, let stop, let step):
        func bound(_ evaluator: inout Evaluator, _ syntax: Syntax?, _ frame: inout Frame) throws
          -> Int?
        {
          guard let syntax else { return nil }
          let value = try evaluator.value(syntax, &frame)
          if case .none = value { return nil }
          guard let bound = value.wholeNumber else {
            throw evaluator.program.source.error(
              "a bound of a slice is an integer, not \(value.kind)", at: syntax.span)
          }
          return bound
        }
        let (start, stop) = (try bound(&self, start, &frame), try bound(&self, stop, &frame))
        let stepValue = try bound(&self, step, &frame) ?? 1
        guard stepValue != 0 else {
          throw program.source.error("the step of a slice can't be 0", at: step?.span ?? span)
        }
        places.append(.slice(Slice(start: start, stop: stop, step: stepValue)))
      }
    }
    return try placed(at: span) { try meter.part(of: operand, places) }
  }
}

extension [TextPiece] {
  /// Where the values of a string stand.
  fileprivate var span: ScriptSpan {
    let spans = compactMap { if case .value(let syntax, _) = $0 { syntax.span } else { nil } }
    return spans.dropFirst().reduce(spans.first ?? ScriptSpan(0, 0)) { $0.joined($1) }
  }
}
