internal import Activations
internal import Files
public import Scripts
internal import Tensors
internal import Text

/// A script of figure functions (`.figs`), parsed and with its names resolved.
///
/// ```
/// figure log_pattern(A) "Attention on a logarithmic scale" = heatmap(log10(A + 1e-6), normalize: true)
/// ```
public struct FigureScript: Sendable {
  private let script: ParsedScript

  /// Names that a script may use besides its functions' parameters.
  public static let names = ["n", "layer", "head", "model", "prompt", "hash", "tokens"]

  /// Parses a script.
  ///
  /// - Parameter name: What errors call it, such as its file or the line that was typed.
  /// - Throws: `ScriptError` at the first thing that is wrong.
  public init(_ text: String, name: String) throws(ScriptError) {
    script = try ParsedScript(text, name: name, names: FigureScript.names)
  }

  /// Parses the script in a file.
  ///
  /// - Throws: `FormatError` where the file can't be read; `ScriptError` where it is no script.
  public static func load(path: String) throws -> FigureScript {
    try FigureScript(String(decoding: readFile(path), as: UTF8.self), name: path)
  }

  /// The script's figures, ready for a registry, their options as the script says.
  public var functions: [FigureFunction] {
    script.figures.map { FigureFunction($0, options: [:], limits: .standard) }
  }

  /// The names and usual values of a figure's options: its parameters after the pattern.
  public func options(of figure: String) -> [(name: String, value: ScriptValue)] {
    script.figures.first { $0.name == figure }?.options ?? []
  }

  /// One of the script's figures with other options or limits.
  ///
  /// - Throws: `ScriptError` where there is no such figure or option.
  public func function(
    _ name: String, options: [String: ScriptValue] = [:], limits: ScriptLimits = .standard
  ) throws(ScriptError) -> FigureFunction {
    let figure = try script.figure(name)
    try figure.check(options: options.keys)
    return FigureFunction(figure, options: options, limits: limits)
  }
}

extension FigureFunction {
  /// A script's figure with these values of some of its options.
  fileprivate init(_ figure: ScriptFigure, options: [String: ScriptValue], limits: ScriptLimits) {
    var code = figure.code
    for (name, value) in options.sorted(by: { $0.key < $1.key }) {
      code += "\n# drawn with \(name)=\(value)"
    }
    let remade: @Sendable ([String: ScriptValue]) throws -> FigureFunction = { others in
      try figure.check(options: others.keys)
      return FigureFunction(figure, options: options.merging(others) { $1 }, limits: limits)
    }
    self.init(
      name: figure.name, summary: figure.summary, origin: .script(figure.source), code: code,
      format: figure.format, figureNames: figure.figureNames,
      options: figure.options.map { Option(name: $0.name, value: options[$0.name] ?? $0.value) },
      remade: remade
    ) { input in
      try figure.draw(
        ScriptValue(input.pattern), given: given(input), tokens: input.tokens, options: options,
        limits: limits)
    }
  }
}

/// What a script's functions know of a head, in the order of `FigureScript.names`.
private func given(_ input: FigureInput) -> [ScriptValue?] {
  [
    .integer(input.pattern.shape.first ?? 0), .integer(input.head.layer),
    .integer(input.head.index), .string(input.model), .string(input.text), .string(input.hash),
    ScriptValue(readableTokens(input.tokens).map(\.text)),
  ]
}
