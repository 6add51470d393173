internal import Activations
public import Formats
internal import Pictures

extension FigureFunction {
  /// The function's lines of `figures.jsonl`: one, or one for each figure that it declares.
  public var indexLines: [JSONObject] {
    // More than a function may draw are not drawn.
    let names =
      figureNames.isEmpty
      ? [name] : figureNames.prefix(1000).map { FigurePath.name(of: $0, by: name) }
    // Every line has all of it, and all lines no more than 2 MB of it.
    let code =
      names.count == 1 ? code : String(code.prefix(min(20_000, 2_000_000 / names.count)))
    return names.map { figure in
      [
        "name": .string(figure), "func_name": .string(name), "doc": .string(summary),
        "figure_save_fmt": .string(format.rawValue), "source": .string(source),
        "code": .string(code),
      ]
    }
  }

  /// The file it was read from, or that it is part of PatternLens.
  public var source: String {
    switch origin {
    case .builtIn: "PatternLens"
    case .script(let source), .python(let source): source
    }
  }
}
