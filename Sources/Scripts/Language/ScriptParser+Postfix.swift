extension ScriptParser {
  /// Reads a value and what stands behind it: attributes, calls of methods, subscripts.
  mutating func postfix() throws -> Syntax {
    var value = try primary()
    while true {
      if isNext("[") {
        value = try subscripted(value)
      } else if take(".") {
        let (name, span) = try expectName("the name of an attribute or a method after '.'")
        value =
          try isNext("(") ? call(name, span, receiver: value) : attribute(name, span, of: value)
      } else if isNext("(") {
        throw source.error("this is no function", at: value.span)
      } else {
        return value
      }
    }
  }

  private func attribute(_ name: String, _ span: ScriptSpan, of value: Syntax) throws -> Syntax {
    guard let attribute = Attribute(rawValue: name) else {
      if ScriptFunction.named(name) != nil {
        throw source.error("'\(name)' is a method: it is called as '.\(name)()'", at: span)
      }
      throw source.error(
        "arrays have no attribute '\(name)'"
          + hint(name, among: Attribute.allCases.map(\.rawValue) + ScriptFunction.all.map(\.name)),
        at: span)
    }
    return try syntax(.attribute(attribute, value), value.span.joined(span))
  }

  private mutating func subscripted(_ value: Syntax) throws -> Syntax {
    advance()
    var subscripts: [Subscript] = []
    repeat {
      if isNext("]"), !subscripts.isEmpty { break }
      subscripts.append(try oneSubscript())
    } while take(",")
    try expect("]", "to close the subscript")
    return try syntax(.subscripted(value, subscripts), value.span.joined(last.span))
  }

  private mutating func oneSubscript() throws -> Subscript {
    if take("...") { return .ellipsis }
    func bound(_ parser: inout ScriptParser) throws -> Syntax? {
      parser.isNext(":") || parser.isNext(",") || parser.isNext("]")
        ? nil : try parser.expression()
    }
    let start = try bound(&self)
    guard take(":") else {
      guard let start else { throw unexpected("an index or a slice") }
      return .index(start)
    }
    let stop = try bound(&self)
    let step = try take(":") ? bound(&self) : nil
    return .slice(start: start, stop: stop, step: step)
  }

  /// Reads the arguments of a call and brings them into the order of the parameters.
  mutating func call(
    _ name: String, _ span: ScriptSpan, receiver: Syntax? = nil
  ) throws -> Syntax {
    let isMethod = receiver != nil
    guard isMethod || (locals[name] == nil && !names.contains(name)) else {
      throw source.error("'\(name)' is a value, not a function", at: span)
    }
    advance()
    var positional = receiver.map { [$0] } ?? []
    var named: [(name: String, span: ScriptSpan, value: Syntax)] = []
    while !isNext(")") {
      if case .name(let label) = token.kind, [.symbol("="), .symbol(":")].contains(following.kind) {
        let labelSpan = advance().span
        advance()
        if named.contains(where: { $0.name == label }) {
          throw source.error("'\(label)' is given twice", at: labelSpan)
        }
        named.append((label, labelSpan, try expression()))
      } else {
        let value = try expression()
        guard named.isEmpty else {
          throw source.error(
            "a value without a name stands before those with names", at: value.span)
        }
        positional.append(value)
      }
      if !take(",") { break }
    }
    try expect(")", "to close the arguments of '\(name)'")
    let whole = (receiver?.span ?? span).joined(last.span)
    if !isMethod, let index = headers.firstIndex(where: { $0.name == name }) {
      let parameters = headers[index].parameters
      let arguments = try bind(
        positional, named, to: parameters.map { ($0.name, $0.fallback == nil) }, of: name, span,
        takesRest: false, takesNames: false)
      return try syntax(.own(index, arguments.values), whole)
    }
    guard let function = ScriptFunction.named(name) else {
      let kind = isMethod ? "method" : "function"
      let known = ScriptFunction.all.map(\.name) + (isMethod ? [] : headers.map(\.name))
      throw source.error("there is no \(kind) '\(name)'" + hint(name, among: known), at: span)
    }
    let arguments = try bind(
      positional, named, to: function.parameters.map { ($0.name, $0.isRequired) }, of: name, span,
      takesRest: function.takesRest, takesNames: function.takesNames)
    return try syntax(.call(function, arguments), whole)
  }

  private func bind(
    _ positional: [Syntax], _ named: [(name: String, span: ScriptSpan, value: Syntax)],
    to parameters: [(name: String, isRequired: Bool)], of function: String, _ span: ScriptSpan,
    takesRest: Bool, takesNames: Bool
  ) throws -> Arguments {
    var arguments = Arguments(values: [Syntax?](repeating: nil, count: parameters.count))
    // What comes without a name fills the required parameters, and the others where there is no
    // rest to go to.
    let places = takesRest ? parameters.prefix { $0.isRequired }.count : parameters.count
    for (index, value) in positional.enumerated() {
      if index < places {
        arguments.values[index] = value
      } else if takesRest {
        arguments.rest.append(value)
      } else {
        throw source.error(
          "'\(function)' takes at most \(places) argument\(places == 1 ? "" : "s"); "
            + "this is number \(index + 1)",
          at: value.span)
      }
    }
    for (name, nameSpan, value) in named {
      if let index = parameters.firstIndex(where: { $0.name == name }) {
        if arguments.values[index] != nil {
          throw source.error("'\(name)' is given twice", at: nameSpan)
        }
        arguments.values[index] = value
      } else if takesNames {
        arguments.named.append((name, value))
      } else {
        throw source.error(
          "'\(function)' has no parameter '\(name)'" + hint(name, among: parameters.map(\.name)),
          at: nameSpan)
      }
    }
    for (parameter, value) in zip(parameters, arguments.values)
    where parameter.isRequired && value == nil {
      throw source.error("'\(function)' needs '\(parameter.name)'", at: span)
    }
    return arguments
  }
}
