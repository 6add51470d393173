/// An expression of the figure-script language, parsed once and evaluated often, such as a filter of
/// a table's rows.
public struct ScriptExpression: Sendable {
  private let program: ScriptProgram
  private let syntax: Syntax
  private let slots: Int

  /// Parses an expression and resolves its names.
  ///
  /// - Parameter names: The names that it may use beside functions and constants.
  /// - Throws: `ScriptError` where it is none, or uses another name.
  public init(_ text: String, names: [String]) throws(ScriptError) {
    let source = ScriptSource(text, name: nil)
    do {
      (syntax, slots) = try ScriptParser.expression(source, names: names)
    } catch {
      throw located(error, in: source)
    }
    program = ScriptProgram(source: source, names: names, functions: [])
  }

  /// Whether each element of the value depends only on elements at its own place, so that the
  /// expression can be evaluated block by block.
  public var isCellwise: Bool { syntax.isCellwise }

  /// The `$names` in a text, each once, in order; none if the text can't be parsed.
  public static func variables(in text: String) -> [String] {
    let source = ScriptSource(text, name: nil)
    let tokens = try? ScriptLexer.tokens(of: source, in: ScriptSpan(0, source.bytes.count))
    var names: [String] = []
    for token in tokens ?? [] {
      if case .name(let name) = token.kind, name.hasPrefix("$"), !names.contains(name) {
        names.append(name)
      }
    }
    return names
  }

  /// The names, of those it may use, that the expression does use.
  public var usedNames: Set<String> {
    var (used, waiting) = (Set<String>(), [syntax])
    while let next = waiting.popLast() {
      if case .given(let index) = next.kind { used.insert(program.names[index]) }
      waiting += Syntax.parts(of: next.kind)
    }
    return used
  }

  /// The value of the expression.
  ///
  /// - Parameters:
  ///   - names: Values of the names; one that is missing is an error only where it is used.
  ///   - limits: What it may take.
  /// - Throws: `ScriptError` at the part that has no value.
  public func value(
    _ names: [String: ScriptValue], limits: ScriptLimits = .standard
  ) throws(ScriptError) -> ScriptValue {
    var tokens: [String] = []
    if case .list(let items) = names["tokens"] { tokens = items.compactMap(\.string) }
    var evaluator = Evaluator(
      program, given: program.names.map { names[$0] }, tokens: tokens, limits: limits)
    do {
      return try evaluator.value(of: syntax, slots: slots)
    } catch {
      throw located(error, in: program.source)
    }
  }
}

/// `error` with a place; every error of this module has one already.
func located(_ error: any Error, in source: ScriptSource) -> ScriptError {
  error as? ScriptError ?? source.error("\(error)", at: ScriptSpan(0, source.bytes.count))
}
