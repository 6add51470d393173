internal import Text

/// Reads the tokens of a script, or of one expression, and resolves its names.
///
/// Expressions are in `ScriptParser+Expressions.swift`, what follows a value in `+Postfix.swift`,
/// strings in `+Strings.swift`, functions in `+Definitions.swift`.
struct ScriptParser {
  let source: ScriptSource
  /// Names whose values are given when the script runs.
  let names: [String]
  /// Functions of the script, all of them known before the first body is read.
  var headers: [OwnFunction.Header] = []
  /// The slots of the names that are known where the parser is.
  var locals: [String: Int] = [:]
  /// Slots of the function that is being read.
  var slots = 0

  private var tokens: [ScriptToken]
  private var position = 0
  private var nesting = 0

  /// Starts at the beginning of `span`, or of the whole source.
  init(_ source: ScriptSource, names: [String], span: ScriptSpan? = nil) throws {
    (self.source, self.names) = (source, names)
    tokens = try ScriptLexer.tokens(of: source, in: span ?? ScriptSpan(0, source.bytes.count))
  }

  /// A parser of a part of the same source that knows the same names.
  func inner(_ span: ScriptSpan) throws -> ScriptParser {
    var parser = self
    parser.tokens = try ScriptLexer.tokens(of: source, in: span)
    parser.position = 0
    return parser
  }

  /// The next token.
  var token: ScriptToken { tokens[position] }

  /// The token after it.
  var following: ScriptToken { tokens[min(position + 1, tokens.count - 1)] }

  /// The token before it.
  var last: ScriptToken { tokens[max(0, position - 1)] }

  /// Takes the next token; the one at the end stays.
  @discardableResult
  mutating func advance() -> ScriptToken {
    let token = token
    if token.kind != .end { position += 1 }
    return token
  }

  /// Whether the next token is `symbol`.
  func isNext(_ symbol: String) -> Bool { token.kind == .symbol(symbol) }

  /// Takes the next token if it is `symbol`.
  mutating func take(_ symbol: String) -> Bool {
    guard isNext(symbol) else { return false }
    advance()
    return true
  }

  /// Takes `symbol`, which must come.
  mutating func expect(_ symbol: String, _ place: String) throws {
    guard take(symbol) else { throw unexpected("'\(symbol)' \(place)") }
  }

  /// Takes a name, which must come.
  mutating func expectName(_ meaning: String) throws -> (name: String, span: ScriptSpan) {
    guard case .name(let name) = token.kind else { throw unexpected(meaning) }
    return (name, advance().span)
  }

  mutating func skipNewlines() {
    while token.kind == .newline { advance() }
  }

  /// Goes to another token, as when bodies are read after all headers.
  mutating func move(to position: Int) { self.position = position }

  /// Where the parser is among the tokens.
  var place: Int { position }

  /// What the next token is, where something else was expected.
  func unexpected(_ expected: String) -> ScriptError {
    let found: String
    switch token.kind {
    case .newline: found = "the line ends"
    case .end: found = "the text ends"
    default: found = "'\(source[token.span])' comes"
    }
    return source.error("expected \(expected), but \(found)" + pythonHint, at: token.span)
  }

  /// What to write in place of a statement of Python that has no meaning here; empty for all else.
  private var pythonHint: String {
    switch token.kind {
    case .symbol("for"):
      "; a loop is an expression here: [f(k) for k in range(n)], or sum(...) along an axis"
    case .symbol("if"):
      "; a condition is an expression here: a if c else b, or where(c, a, b) for each element"
    case .symbol("="):
      "; a name is given a value by 'let x = ...' inside { } of a figure, and '==' compares"
    case .symbol(":") where last.kind == .symbol(")"):
      "; a function is written def f(A) = expression, or def f(A) { let x = ...; expression }"
    case .name("return"): "; the last expression of a function is its value, without 'return'"
    default: ""
    }
  }

  /// Runs `body` one level deeper.
  ///
  /// - Throws: `ScriptError` where the nesting would need too much of a thread's stack.
  mutating func nested<Result>(_ body: (inout ScriptParser) throws -> Result) throws -> Result {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= 2 * Syntax.greatestDepth else { throw tooDeep(token.span) }
    return try body(&self)
  }

  /// An expression, if it is not too deep to be evaluated.
  func syntax(_ kind: Syntax.Kind, _ span: ScriptSpan) throws -> Syntax {
    let syntax = Syntax(kind, span)
    guard syntax.depth <= Syntax.greatestDepth else { throw tooDeep(span) }
    return syntax
  }

  private func tooDeep(_ span: ScriptSpan) -> ScriptError {
    source.error("expressions nest at most \(Syntax.greatestDepth) deep", at: span)
  }

  /// A slot for a variable called `name`, which must not be a word of the language.
  mutating func declare(_ name: String) -> Int {
    locals[name] = slots
    slots += 1
    return slots - 1
  }

  /// What a name means that is not called.
  func resolved(_ name: String, _ span: ScriptSpan) throws -> Syntax {
    if let slot = locals[name] { return try syntax(.local(slot), span) }
    if let index = names.firstIndex(of: name) { return try syntax(.given(index), span) }
    if let value = ScriptFunction.constants[name] { return try syntax(.literal(value), span) }
    if ScriptFunction.named(name) != nil || headers.contains(where: { $0.name == name }) {
      throw source.error("'\(name)' is a function: it is called as '\(name)(...)'", at: span)
    }
    if isNext("=") {
      throw source.error(
        "'\(name)' is given a value by 'let \(name) = ...' inside { } of a figure, and '==' compares",
        at: span)
    }
    throw source.error("there is no name '\(name)'" + hint(name), at: span)
  }

  /// What `name` was probably meant to be.
  func hint(_ name: String, among names: [String]? = nil) -> String {
    // A pattern is not symmetric: `eigh`, which is spelt most alike, would be wrong.
    if name == "eig" {
      return
        "; 'eigvals' gives the eigenvalues of any square matrix, 'eigh' those of a symmetric one"
    }
    let known =
      names ?? locals.keys.sorted() + self.names + headers.map(\.name)
      + ScriptFunction.constants.keys.sorted() + ScriptFunction.all.map(\.name)
    return nearest(to: name, in: known).map { "; did you mean '\($0)'?" } ?? ""
  }
}
