internal import Activations
internal import Formats
internal import Tensors

/// A script of figure functions (`.figs`), parsed and with its names resolved.
///
/// ```
/// figure log_pattern(A) "Attention on a logarithmic scale" = heatmap(log10(A + 1e-6), normalize: true)
/// ```
public struct FigureScript: Sendable {
  private let program: Program

  /// Names that a script's functions know beside their parameters.
  public static let names = ["n", "layer", "head", "model", "prompt", "hash", "tokens"]

  /// Parses a script.
  ///
  /// - Parameter name: What errors call it, such as its file or the line that was typed.
  /// - Throws: `ScriptError` at the first thing that is wrong.
  public init(_ text: String, name: String) throws(ScriptError) {
    let source = ScriptSource(text, name: name)
    do {
      program = try ScriptParser.program(source, names: FigureScript.names)
    } catch {
      throw located(error, in: source)
    }
  }

  /// Parses the script in a file.
  ///
  /// - Throws: `FormatError` where the file can't be read; `ScriptError` where it is no script.
  public static func load(path: String) throws -> FigureScript {
    try FigureScript(String(decoding: readFile(path), as: UTF8.self), name: path)
  }

  /// The script's figures, ready for a registry, their options as the script says.
  public var functions: [FigureFunction] {
    program.functions.indices.filter { program.functions[$0].header.isFigure }
      .map { function(at: $0, options: [:], limits: .standard) }
  }

  /// The names and usual values of a figure's options: its parameters after the pattern.
  public func options(of figure: String) -> [(name: String, value: ScriptValue)] {
    guard let index = index(of: figure) else { return [] }
    return program.functions[index].header.parameters.dropFirst().compactMap { parameter in
      parameter.fallback.map { (parameter.name, $0) }
    }
  }

  /// One of the script's figures with other options or limits.
  ///
  /// - Throws: `ScriptError` where there is no such figure or option.
  public func function(
    _ name: String, options: [String: ScriptValue] = [:], limits: ScriptLimits = .standard
  ) throws(ScriptError) -> FigureFunction {
    guard let index = index(of: name) else {
      throw program.source.error("there is no figure '\(name)'", at: ScriptSpan(0, 0))
    }
    let header = program.functions[index].header
    let known = header.parameters.dropFirst().map(\.name)
    if let unknown = options.keys.sorted().first(where: { !known.contains($0) }) {
      throw program.source.error(
        "'\(name)' has no option '\(unknown)'"
          + (known.isEmpty ? "" : "; it has " + known.joined(separator: ", ")),
        at: header.span)
    }
    return function(at: index, options: options, limits: limits)
  }

  private func index(of name: String) -> Int? {
    program.functions.firstIndex { $0.header.isFigure && $0.header.name == name }
  }

  /// Gives the figure of this name with these options and other values of some of them.
  private func remaking(
    _ name: String, _ options: [String: ScriptValue], _ limits: ScriptLimits
  ) -> @Sendable ([String: ScriptValue]) throws -> FigureFunction {
    { try function(name, options: options.merging($0) { $1 }, limits: limits) }
  }

  private func function(
    at index: Int, options: [String: ScriptValue], limits: ScriptLimits
  ) -> FigureFunction {
    let (program, function) = (program, program.functions[index])
    let header = function.header
    var code = program.source[function.span]
    for (name, value) in options.sorted(by: { $0.key < $1.key }) {
      code += "\n# drawn with \(name)=\(value)"
    }
    return FigureFunction(
      name: header.name, summary: header.summary, origin: .script(program.source.name ?? ""),
      code: code, format: program.format(of: index), figureNames: program.figureNames(of: index),
      options: self.options(of: header.name).map {
        FigureFunction.Option(name: $0.name, value: options[$0.name] ?? $0.value)
      },
      remade: remaking(header.name, options, limits)
    ) { input in
      var evaluator = Evaluator(
        program, given: given(input), tokens: input.tokens, limits: limits)
      let arguments: [ScriptValue?] =
        [ScriptValue(input.pattern)] + header.parameters.dropFirst().map { options[$0.name] }
      let value: ScriptValue
      do {
        value = try evaluator.call(index, arguments, at: header.span)
      } catch {
        throw located(error, in: program.source)
      }
      guard let figures = value.figures else {
        throw program.source.error(
          "'\(header.name)' gives \(value.kind), not a figure such as heatmap(A) or plot(line(y))",
          at: function.result.span)
      }
      return figures
    }
  }
}

/// What a script's functions know of a head, in the order of `FigureScript.names`.
private func given(_ input: FigureInput) -> [ScriptValue?] {
  [
    .integer(input.pattern.shape.first ?? 0), .integer(input.head.layer),
    .integer(input.head.index), .string(input.model), .string(input.text), .string(input.hash),
    ScriptValue(input.tokens),
  ]
}
