/// Reads expressions from words; each level binds more closely than the one before it, in Jinja's order.
struct ExpressionParser {
  let lexemes: [Lexeme]
  var place = 0

  init(_ lexemes: [Lexeme]) { self.lexemes = lexemes }

  var next: Lexeme? { place < lexemes.count ? lexemes[place] : nil }
  var isAtEnd: Bool { place >= lexemes.count }

  mutating func take(_ lexeme: Lexeme) -> Bool {
    guard next == lexeme else { return false }
    place += 1
    return true
  }

  mutating func take(_ symbol: String) -> Bool { take(.symbol(symbol)) }
  mutating func takeWord(_ word: String) -> Bool { take(.name(word)) }

  mutating func expect(_ symbol: String) throws {
    guard take(symbol) else { throw unexpected("'\(symbol)'") }
  }

  mutating func name() throws -> String {
    guard case .name(let name)? = next else { throw unexpected("a name") }
    place += 1
    return name
  }

  func unexpected(_ wanted: String) -> ChatTemplateError {
    ChatTemplateError(
      "the chat template has \(next.map { "'\($0.text)'" } ?? "an end") where \(wanted) is expected"
    )
  }

  mutating func expectEnd() throws {
    guard isAtEnd else { throw unexpected("an end") }
  }

  /// A value, or one of two by a condition: `a if b else c`.
  mutating func expression() throws -> Expression {
    var result = try disjunction()
    while takeWord("if") {
      let condition = try disjunction()
      let other = takeWord("else") ? try expression() : nil
      result = .choice(result, if: condition, else: other)
    }
    return result
  }

  /// Several expressions with commas between them are a list, as Python's tuples.
  mutating func expressionOrTuple() throws -> Expression {
    let first = try expression()
    guard next == .symbol(",") else { return first }
    var all = [first]
    while take(","), !isAtEnd { all.append(try expression()) }
    return .list(all)
  }

  mutating func disjunction() throws -> Expression {
    var result = try conjunction()
    while takeWord("or") { result = .or(result, try conjunction()) }
    return result
  }

  private mutating func conjunction() throws -> Expression {
    var result = try negation()
    while takeWord("and") { result = .and(result, try negation()) }
    return result
  }

  private mutating func negation() throws -> Expression {
    takeWord("not") ? .not(try negation()) : try comparison()
  }

  private mutating func comparison() throws -> Expression {
    var result = try sum()
    while let next {
      if case .symbol(let sign) = next, ["==", "!=", "<", ">", "<=", ">="].contains(sign) {
        place += 1
        result = .binary(sign, result, try sum())
      } else if takeWord("in") {
        result = .binary("in", result, try sum())
      } else if next == .name("not"), place + 1 < lexemes.count, lexemes[place + 1] == .name("in") {
        place += 2
        result = .not(.binary("in", result, try sum()))
      } else {
        break
      }
    }
    return result
  }

  private mutating func sum() throws -> Expression {
    var result = try joined()
    while case .symbol(let sign)? = next, sign == "+" || sign == "-" {
      place += 1
      result = .binary(sign, result, try joined())
    }
    return result
  }

  private mutating func joined() throws -> Expression {
    var result = try product()
    while take("~") { result = .binary("~", result, try product()) }
    return result
  }

  private mutating func product() throws -> Expression {
    var result = try power()
    while case .symbol(let sign)? = next, ["*", "/", "//", "%"].contains(sign) {
      place += 1
      result = .binary(sign, result, try power())
    }
    return result
  }

  private mutating func power() throws -> Expression {
    var result = try unary()
    while take("**") { result = .binary("**", result, try unary()) }
    return result
  }

  private mutating func unary(withFilters: Bool = true) throws -> Expression {
    var result: Expression
    if take("-") {
      result = .negative(try unary(withFilters: false))
    } else if take("+") {
      result = try unary(withFilters: false)
    } else {
      result = try postfix(primary())
    }
    return withFilters ? try filtered(result) : result
  }

  private mutating func primary() throws -> Expression {
    guard let next else { throw unexpected("a value") }
    place += 1
    switch next {
    case .string(var text):
      while case .string(let more)? = self.next {
        text += more
        place += 1
      }
      return .literal(.string(text))
    case .int(let value): return .literal(.int(value))
    case .double(let value): return .literal(.double(value))
    case .name("true"), .name("True"): return .literal(.bool(true))
    case .name("false"), .name("False"): return .literal(.bool(false))
    case .name("none"), .name("None"): return .literal(.none)
    case .name(let name): return .name(name)
    case .symbol("("):
      if take(")") { return .list([]) }
      let inner = try expressionOrTuple()
      try expect(")")
      return inner
    case .symbol("["): return .list(try items(until: "]"))
    case .symbol("{"): return .dict(try entries())
    case .symbol:
      place -= 1
      throw unexpected("a value")
    }
  }

  private mutating func items(until end: String) throws -> [Expression] {
    var items: [Expression] = []
    while !take(end) {
      items.append(try expression())
      if !take(",") {
        try expect(end)
        break
      }
    }
    return items
  }

  private mutating func entries() throws -> [(Expression, Expression)] {
    var entries: [(Expression, Expression)] = []
    while !take("}") {
      let key = try expression()
      try expect(":")
      entries.append((key, try expression()))
      if !take(",") {
        try expect("}")
        break
      }
    }
    return entries
  }

  private mutating func postfix(_ first: Expression) throws -> Expression {
    var result = first
    while true {
      if take(".") {
        if case .int(let index)? = next {
          place += 1
          result = .item(result, .literal(.int(index)))
        } else {
          result = .attribute(result, try name())
        }
      } else if take("[") {
        result = try subscripted(result)
      } else if take("(") {
        result = .call(result, try arguments())
      } else {
        return result
      }
    }
  }

  private mutating func subscripted(_ value: Expression) throws -> Expression {
    var bounds: [Expression?] = [nil]
    while !take("]") {
      if take(":") {
        bounds.append(nil)
      } else {
        bounds[bounds.count - 1] = try expression()
      }
      if isAtEnd { throw unexpected("']'") }
    }
    switch bounds.count {
    case 1:
      guard let index = bounds[0] else { throw unexpected("an index") }
      return .item(value, index)
    case 2, 3:
      return .slice(
        value, from: bounds[0], to: bounds[1], step: bounds.count == 3 ? bounds[2] : nil)
    default: throw unexpected("']'")
    }
  }

  /// What stands in the parentheses of a call, the first of which is behind us.
  mutating func arguments() throws -> TemplateArguments {
    var arguments = TemplateArguments()
    while !take(")") {
      if case .name(let name)? = next, place + 1 < lexemes.count,
        lexemes[place + 1] == .symbol("=")
      {
        place += 2
        arguments.named.append((name, try expression()))
      } else {
        arguments.plain.append(try expression())
      }
      if !take(",") {
        try expect(")")
        break
      }
    }
    return arguments
  }

  private mutating func filtered(_ first: Expression) throws -> Expression {
    var result = first
    while true {
      if take("|") {
        let name = try name()
        result = .filter(result, name, take("(") ? try arguments() : TemplateArguments())
      } else if takeWord("is") {
        result = try tested(result)
      } else if take("(") {
        result = .call(result, try arguments())
      } else {
        return result
      }
    }
  }

  private mutating func tested(_ value: Expression) throws -> Expression {
    let isNegated = takeWord("not")
    let name = try name()
    var arguments = TemplateArguments()
    if take("(") {
      arguments = try self.arguments()
    } else if let next, next.startsTestArgument {
      arguments.plain = [try postfix(primary())]
    }
    let test = Expression.test(value, name, arguments)
    return isNegated ? .not(test) : test
  }
}

extension Lexeme {
  fileprivate var text: String {
    switch self {
    case .name(let text), .string(let text), .symbol(let text): text
    case .int(let value): String(value)
    case .double(let value): String(value)
    }
  }

  /// Whether a test's argument may start so without parentheses.
  fileprivate var startsTestArgument: Bool {
    switch self {
    case .name(let name): !["else", "or", "and", "is", "if", "in", "not"].contains(name)
    case .string, .int, .double: true
    case .symbol(let sign): sign == "[" || sign == "{"
    }
  }
}
