package import Pictures

/// The figures that a script defines, parsed and with their names resolved.
package struct ParsedScript: Sendable {
  private let program: ScriptProgram

  /// Parses a script whose expressions may use `names`.
  ///
  /// - Parameter name: What errors call it, such as its file or the line that was typed.
  /// - Throws: `ScriptError` at the first thing that is wrong.
  package init(_ text: String, name: String, names: [String]) throws(ScriptError) {
    let source = ScriptSource(text, name: name)
    do {
      program = try ScriptParser.program(source, names: names)
    } catch {
      throw located(error, in: source)
    }
  }

  /// Its figures, in its order.
  package var figures: [ScriptFigure] {
    program.functions.indices.filter { program.functions[$0].header.isFigure }
      .map { ScriptFigure(program: program, index: $0) }
  }

  /// The figure of this name; throws `ScriptError` where there is none.
  package func figure(_ name: String) throws(ScriptError) -> ScriptFigure {
    if let figure = figures.first(where: { $0.name == name }) { return figure }
    throw program.source.error("there is no figure '\(name)'", at: ScriptSpan(0, 0))
  }
}

/// A figure function that a script defines.
package struct ScriptFigure: Sendable {
  fileprivate let program: ScriptProgram
  fileprivate let index: Int

  private var header: OwnFunction.Header { program.functions[index].header }

  /// Its name.
  package var name: String { header.name }

  /// What it draws, in one line; empty where the script doesn't say.
  package var summary: String { header.summary }

  /// The script's name, such as its file.
  package var source: String { program.source.name ?? "" }

  /// Its text in the script.
  package var code: String { program.source[program.functions[index].span] }

  /// The format it is saved in.
  package var format: FigureFormat { program.format(of: index) }

  /// Names of its figures where its last expression is `figures(...)`.
  package var figureNames: [String] { program.figureNames(of: index) }

  /// The names and usual values of its parameters after the pattern.
  package var options: [(name: String, value: ScriptValue)] {
    header.parameters.dropFirst().compactMap { parameter in
      parameter.fallback.map { (parameter.name, $0) }
    }
  }

  /// Throws `ScriptError` if the figure lacks an option of one of these names.
  package func check(options names: some Sequence<String>) throws(ScriptError) {
    let known = header.parameters.dropFirst().map(\.name)
    guard let unknown = names.sorted().first(where: { !known.contains($0) }) else { return }
    throw program.source.error(
      "'\(name)' has no option '\(unknown)'"
        + (known.isEmpty ? "" : "; it has " + known.joined(separator: ", ")),
      at: header.span)
  }

  /// Draws the figure.
  ///
  /// - Parameters:
  ///   - pattern: The value of its first parameter.
  ///   - given: Values of the names that the script was parsed with, in their order.
  ///   - tokens: What stands at the rows and columns of the pattern.
  ///   - options: Values of some of its other parameters.
  /// - Throws: `ScriptError`.
  package func draw(
    _ pattern: ScriptValue, given: [ScriptValue?], tokens: [String],
    options: [String: ScriptValue], limits: ScriptLimits
  ) throws -> [NamedFigure] {
    var evaluator = Evaluator(program, given: given, tokens: tokens, limits: limits)
    let arguments = [pattern] + header.parameters.dropFirst().map { options[$0.name] }
    let value: ScriptValue
    do {
      value = try evaluator.call(index, arguments, at: header.span)
    } catch {
      throw located(error, in: program.source)
    }
    guard let figures = value.figures else {
      throw program.source.error(
        "'\(name)' gives \(value.kind), not a figure such as heatmap(A) or plot(line(y))",
        at: program.functions[index].result.span)
    }
    return figures
  }
}
