internal import Pictures

extension ScriptParser {
  /// Reads a whole script: headers first, so that functions may call those below them.
  static func program(_ source: ScriptSource, names: [String]) throws -> ScriptProgram {
    var parser = try ScriptParser(source, names: names)
    var bodies: [Int] = []
    parser.skipNewlines()
    while parser.token.kind != .end {
      let header = try parser.header()
      if let other = parser.headers.first(where: { $0.name == header.name }) {
        let line = source.error("", at: other.span).line
        throw source.error(
          "'\(header.name)' is defined twice, first in line \(line)", at: header.span)
      }
      parser.headers.append(header)
      bodies.append(parser.place)
      while ![.end, .symbol("figure"), .symbol("def")].contains(parser.token.kind) {
        parser.advance()
      }
    }
    guard !bodies.isEmpty else { throw parser.unexpected("'figure' or 'def'") }
    let functions = try zip(parser.headers, bodies).map { header, place in
      parser.move(to: place)
      return try parser.body(of: header)
    }
    return ScriptProgram(source: source, names: names, functions: functions)
  }

  /// Reads one expression and nothing behind it.
  static func expression(_ source: ScriptSource, names: [String]) throws -> (Syntax, slots: Int) {
    var parser = try ScriptParser(source, names: names)
    parser.skipNewlines()
    let value = try parser.expression()
    parser.skipNewlines()
    guard parser.token.kind == .end else { throw parser.unexpected("the end of the expression") }
    return (value, parser.slots)
  }

  /// Reads `figure name(A, cap=0.2) svg "What it shows"`, up to `=` or `{`.
  private mutating func header() throws -> OwnFunction.Header {
    let isFigure = isNext("figure")
    guard isFigure || isNext("def") else { throw unexpected("'figure' or 'def'") }
    let start = advance().span
    let (name, span) = try expectName("the name of the \(isFigure ? "figure" : "function")")
    guard name.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw source.error("names of functions have ASCII letters, digits and '_'", at: span)
    }
    try expect("(", "after '\(name)'")
    var parameters: [OwnFunction.Parameter] = []
    while !isNext(")") {
      let (parameter, parameterSpan) = try expectName("the name of a parameter")
      if parameters.contains(where: { $0.name == parameter }) {
        throw source.error("'\(parameter)' is a parameter already", at: parameterSpan)
      }
      var fallback: ScriptValue?
      if take("=") || take(":") {
        fallback = try constant()
      } else if isFigure ? !parameters.isEmpty : parameters.last?.fallback != nil {
        throw source.error(
          "'\(parameter)' needs a value, such as '\(parameter)=1'", at: parameterSpan)
      }
      parameters.append(OwnFunction.Parameter(name: parameter, fallback: fallback))
      if !take(",") { break }
    }
    if isFigure, parameters.first.map({ $0.fallback != nil }) ?? true {
      throw source.error(
        "the first parameter of a figure is the pattern, such as '\(name)(A)'", at: span)
    }
    try expect(")", "to close the parameters")
    var (format, summary): (FigureFormat?, String?)
    while true {
      if case .name(let word) = token.kind, isFigure, format == nil {
        guard let known = FigureFormat.drawn.first(where: { $0.rawValue == word }) else {
          throw unexpected("'=', '{', a summary in quotes, or a format (png, svg, svgz or pdf)")
        }
        format = known
        advance()
      } else if token.kind == .string, summary == nil {
        guard case .literal(.string(let text)) = try string().kind else {
          throw source.error("a summary has no values in it", at: last.span)
        }
        summary = text
      } else {
        break
      }
    }
    guard isNext("=") || isNext("{") else { throw unexpected("'=' or '{'") }
    return OwnFunction.Header(
      name: name, span: start.joined(span), isFigure: isFigure, parameters: parameters,
      summary: summary ?? "", format: format)
  }

  /// Reads the value of a parameter where a call says none: it is computed here and now.
  private mutating func constant() throws -> ScriptValue {
    let known = headers
    defer { headers = known }
    (headers, locals, slots) = ([], [:], 0)
    let value = try expression()
    let program = ScriptProgram(source: source, names: names, functions: [])
    // Nothing is drawn yet: no name has a value.
    var evaluator = Evaluator(
      program, given: names.map { _ in nil },
      limits: ScriptLimits(steps: 1_000_000, bytes: 1 << 20))
    return try evaluator.value(of: value, slots: slots)
  }

  private mutating func body(of header: OwnFunction.Header) throws -> OwnFunction {
    (locals, slots) = ([:], 0)
    for parameter in header.parameters { _ = declare(parameter.name) }
    var assignments: [(slots: [Int], value: Syntax)] = []
    let result: Syntax
    if take("=") {
      skipNewlines()
      result = try expression()
    } else {
      try expect("{", "or '='")
      skipNewlines()
      while isNext("let") {
        assignments.append(try assignment())
        guard token.kind == .newline else { throw unexpected("the end of the line") }
        skipNewlines()
      }
      if isNext("}") { throw unexpected("the value of '\(header.name)'") }
      result = try expression()
      skipNewlines()
      if isNext("let") {
        throw source.error("the value of a function comes last, after every 'let'", at: result.span)
      }
      try expect("}", "after the value of '\(header.name)'")
    }
    let end = last.span
    guard token.kind == .newline || token.kind == .end else {
      throw unexpected("the end of the line")
    }
    skipNewlines()
    guard [.end, .symbol("figure"), .symbol("def")].contains(token.kind) else {
      throw unexpected("'figure' or 'def'")
    }
    return OwnFunction(
      header: header, assignments: assignments, result: result, slots: slots,
      span: header.span.joined(end))
  }

  private mutating func assignment() throws -> (slots: [Int], value: Syntax) {
    advance()
    var names = [try expectName("a name after 'let'").name]
    while take(",") { names.append(try expectName("a name after ','").name) }
    try expect("=", "after the name")
    let value = try expression()
    return (names.map { declare($0) }, value)
  }
}
