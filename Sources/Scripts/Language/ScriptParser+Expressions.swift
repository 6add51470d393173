extension ScriptParser {
  /// Reads an expression: `a if c else b` binds loosest.
  mutating func expression() throws -> Syntax {
    try nested { parser in
      let value = try parser.disjunction()
      guard parser.take("if") else { return value }
      let condition = try parser.disjunction()
      try parser.expect("else", "after the condition of 'if'")
      let otherwise = try parser.expression()
      return try parser.syntax(
        .conditional(condition, then: value, otherwise: otherwise),
        value.span.joined(otherwise.span))
    }
  }

  /// Reads alternatives joined by `or`.
  mutating func disjunction() throws -> Syntax {
    var left = try conjunction()
    while take("or") {
      let right = try conjunction()
      left = try syntax(.or(left, right), left.span.joined(right.span))
    }
    return left
  }

  private mutating func conjunction() throws -> Syntax {
    var left = try negation()
    while take("and") {
      let right = try negation()
      left = try syntax(.and(left, right), left.span.joined(right.span))
    }
    return left
  }

  private mutating func negation() throws -> Syntax {
    guard isNext("not") else { return try comparison() }
    let start = advance().span
    return try nested { parser in
      let operand = try parser.negation()
      return try parser.syntax(.not(operand), start.joined(operand.span))
    }
  }

  private mutating func comparison() throws -> Syntax {
    let first = try arithmetic(5)
    var others: [Comparison] = []
    while let comparison = takeComparison() {
      others.append(Comparison(comparison: comparison, operand: try arithmetic(5)))
    }
    guard let last = others.last else { return first }
    return try syntax(.comparison(first, others), first.span.joined(last.operand.span))
  }

  private mutating func takeComparison() -> ComparisonOperator? {
    guard case .symbol(let symbol) = token.kind else { return nil }
    if symbol == "not", following.kind == .symbol("in") {
      advance()
      advance()
      return .isNotIn
    }
    guard let comparison = ComparisonOperator(rawValue: symbol) else { return nil }
    advance()
    return comparison == .isSame && take("not") ? .isNotSame : comparison
  }

  /// Reads operators that bind at least as tight as `least`.
  private mutating func arithmetic(_ least: Int) throws -> Syntax {
    var left = try signed()
    while case .symbol(let symbol) = token.kind, let operation = BinaryOperator(rawValue: symbol),
      operation.precedence >= least
    {
      advance()
      // Operators group to the left; the power alone to the right.
      let next = operation.precedence + (operation == .power ? 0 : 1)
      let right = try nested { try $0.arithmetic(next) }
      left = try syntax(.binary(operation, left, right), left.span.joined(right.span))
    }
    return left
  }

  private mutating func signed() throws -> Syntax {
    guard case .symbol(let symbol) = token.kind, let sign = UnaryOperator(rawValue: symbol) else {
      return try postfix()
    }
    let start = advance().span
    // Tighter than a product, looser than a power: -x ** 2 is -(x ** 2).
    let operand = try nested { try $0.arithmetic(11) }
    return try syntax(.unary(sign, operand), start.joined(operand.span))
  }

  /// Reads a value with nothing behind it.
  mutating func primary() throws -> Syntax {
    let token = token
    switch token.kind {
    case .integer(let value):
      return try syntax(.literal(.integer(value)), advance().span)
    case .number(let value):
      return try syntax(.literal(.number(value)), advance().span)
    case .string:
      return try string()
    case .name("np"), .name("numpy"):
      return try following.kind == .symbol(".") ? ofNumPy() : name()
    case .name:
      return try name()
    case .symbol("True"), .symbol("true"):
      return try syntax(.literal(.bool(true)), advance().span)
    case .symbol("False"), .symbol("false"):
      return try syntax(.literal(.bool(false)), advance().span)
    case .symbol("None"):
      return try syntax(.literal(.none), advance().span)
    case .symbol("("):
      return try parenthesised()
    case .symbol("["):
      return try list()
    default:
      throw unexpected("a value")
    }
  }

  private mutating func name() throws -> Syntax {
    let (name, span) = try expectName("a name")
    return try isNext("(") ? call(name, span) : resolved(name, span)
  }

  /// `np.log`, `np.linalg.svd`: the same functions as without NumPy's names before them.
  private mutating func ofNumPy() throws -> Syntax {
    advance()
    advance()
    if token.kind == .name("linalg"), following.kind == .symbol(".") {
      advance()
      advance()
    }
    return try name()
  }

  private mutating func parenthesised() throws -> Syntax {
    let start = advance().span
    if take(")") { return try syntax(.list([]), start.joined(last.span)) }
    let first = try expression()
    guard isNext(",") else {
      try expect(")", "to close the bracket")
      return Syntax(first.kind, start.joined(last.span))
    }
    var items = [first]
    while take(","), !isNext(")") { items.append(try expression()) }
    try expect(")", "to close the bracket")
    return try syntax(.list(items), start.joined(last.span))
  }

  private mutating func list() throws -> Syntax {
    let start = advance().span
    var items: [Syntax] = []
    while !isNext("]") {
      if items.isEmpty, let whole = try comprehension(start) { return whole }
      items.append(try expression())
      if items.count == 1, isNext("for") {
        throw unexpected("',' or ']'")
      }
      if !take(",") { break }
    }
    try expect("]", "to close the list")
    return try syntax(.list(items), start.joined(last.span))
  }

  /// Reads `result for name in list if condition]`; nil where the list is none.
  ///
  /// The variable is known in `result`, which stands before it: so the words behind `for` are read
  /// first.
  private mutating func comprehension(_ start: ScriptSpan) throws -> Syntax? {
    guard let forPlace = placeOfFor() else { return nil }
    let resultPlace = place
    let known = locals
    defer { locals = known }
    move(to: forPlace)
    advance()
    var names = [try expectName("a name after 'for'")]
    while take(",") { names.append(try expectName("a name after ','")) }
    try expect("in", "after the variable of 'for'")
    let list = try disjunction()
    let variables = names.map { declare($0.name) }
    let condition = try take("if") ? disjunction() : nil
    try expect("]", "to close the list")
    let end = place
    move(to: resultPlace)
    let result = try expression()
    guard place == forPlace else { throw unexpected("'for'") }
    move(to: end)
    return try syntax(
      .comprehension(result, variables: variables, list: list, condition: condition),
      start.joined(last.span))
  }

  /// The place of the `for` that belongs to the list whose first item comes next.
  private func placeOfFor() -> Int? {
    var (parser, depth) = (self, 0)
    while true {
      switch parser.token.kind {
      case .symbol("("), .symbol("["), .symbol("{"): depth += 1
      case .symbol(")"), .symbol("]"), .symbol("}"): depth -= 1
      case .symbol("for") where depth == 0: return parser.place
      case .symbol(",") where depth == 0: return nil
      case .end: return nil
      default: break
      }
      if depth < 0 { return nil }
      parser.advance()
    }
  }
}
