public import Formats
internal import Pictures

extension FigureFunction {
  /// Its lines of `figures.jsonl`, one for each figure where it says beforehand that it draws several.
  public var indexLines: [JSONObject] {
    let names = figureNames.isEmpty ? [name] : figureNames.map { "\(name).\($0)" }
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
