/// Reads the statements of a template from its pieces.
struct TemplateParser {
  private let pieces: [TemplatePiece]
  private var place = 0

  init(_ source: String) throws {
    var lexer = TemplateLexer(source)
    pieces = try lexer.pieces()
  }

  /// All statements.
  ///
  /// - Throws: `ChatTemplateError` naming what is out of place or not supported.
  mutating func template() throws -> [TemplateStatement] {
    let (statements, end) = try statements(until: [])
    precondition(end == nil)
    return statements
  }

  /// Statements up to a tag that begins with one of `ends`, and that tag's words.
  private mutating func statements(
    until ends: Set<String>
  ) throws -> ([TemplateStatement], ExpressionParser?) {
    var result: [TemplateStatement] = []
    while place < pieces.count {
      let piece = pieces[place]
      place += 1
      switch piece {
      case .text(let text): result.append(.text(text))
      case .output(let lexemes):
        var parser = ExpressionParser(lexemes)
        result.append(.output(try parser.expressionOrTuple()))
        try parser.expectEnd()
      case .tag(let lexemes):
        var parser = ExpressionParser(lexemes)
        let word = try parser.name()
        if ends.contains(word) { return (result, parser) }
        result += try statement(word, &parser)
      }
    }
    guard ends.isEmpty else {
      let names = ends.sorted().joined(separator: " or ")
      throw ChatTemplateError("the chat template ends where \(names) is expected")
    }
    return (result, nil)
  }

  private mutating func statement(
    _ word: String, _ parser: inout ExpressionParser
  ) throws -> [TemplateStatement] {
    switch word {
    case "if": return [try condition(&parser)]
    case "for": return [.loop(try loop(&parser))]
    case "set": return [try assignment(&parser)]
    case "macro": return [.macro(try macro(&parser))]
    case "break", "continue":
      try parser.expectEnd()
      return [word == "break" ? .leave : .skip]
    case "generation":  // marks what the assistant says, for training
      return try statements(until: ["endgeneration"]).0
    case "elif", "else", "endif", "endfor", "endset", "endmacro", "endgeneration":
      throw ChatTemplateError("the chat template has {% \(word) %} where nothing is open")
    default: throw ChatTemplateError.unsupported("{% \(word) %}")
    }
  }

  private mutating func condition(_ first: inout ExpressionParser) throws -> TemplateStatement {
    var cases: [(Expression, [TemplateStatement])] = []
    var test = try first.expression()
    try first.expectEnd()
    while true {
      let (body, end) = try statements(until: ["elif", "else", "endif"])
      cases.append((test, body))
      guard var end, let word = end.word else { break }
      if word == "elif" {
        test = try end.expression()
        try end.expectEnd()
        continue
      }
      guard word == "else" else { return .condition(cases, otherwise: []) }
      return .condition(cases, otherwise: try statements(until: ["endif"]).0)
    }
    return .condition(cases, otherwise: [])
  }

  private mutating func loop(_ parser: inout ExpressionParser) throws -> Loop {
    var names = [try parser.name()]
    while parser.take(",") { names.append(try parser.name()) }
    guard parser.takeWord("in") else { throw parser.unexpected("'in'") }
    let items = try parser.disjunction()
    let condition = parser.takeWord("if") ? try parser.expression() : nil
    if parser.takeWord("recursive") { throw ChatTemplateError.unsupported("a recursive loop") }
    try parser.expectEnd()
    let (body, end) = try statements(until: ["else", "endfor"])
    let otherwise = end?.word == "else" ? try statements(until: ["endfor"]).0 : []
    return Loop(
      names: names, items: items, condition: condition, body: body, otherwise: otherwise)
  }

  private mutating func assignment(_ parser: inout ExpressionParser) throws -> TemplateStatement {
    let first = try parser.name()
    var target = Target.names([first])
    if parser.take(".") {
      target = .field(of: first, try parser.name())
    } else if parser.take(",") {
      var names = [first, try parser.name()]
      while parser.take(",") { names.append(try parser.name()) }
      target = .names(names)
    }
    guard parser.take("=") else {
      if !parser.isAtEnd { throw ChatTemplateError.unsupported("{% set %} with a filter") }
      return .setText(target, try statements(until: ["endset"]).0)
    }
    let value = try parser.expressionOrTuple()
    try parser.expectEnd()
    return .set(target, value)
  }

  private mutating func macro(_ parser: inout ExpressionParser) throws -> Macro {
    let name = try parser.name()
    try parser.expect("(")
    var parameters: [(name: String, fallback: Expression?)] = []
    while !parser.take(")") {
      let parameter = try parser.name()
      parameters.append((parameter, parser.take("=") ? try parser.expression() : nil))
      if !parser.take(",") {
        try parser.expect(")")
        break
      }
    }
    try parser.expectEnd()
    return Macro(name: name, parameters: parameters, body: try statements(until: ["endmacro"]).0)
  }
}

extension ExpressionParser {
  /// The word that the tag began with.
  fileprivate var word: String? {
    if case .name(let name)? = lexemes.first { name } else { nil }
  }
}
