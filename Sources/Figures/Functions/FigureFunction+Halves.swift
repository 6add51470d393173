internal import Pictures
internal import Tensors

extension FigureFunction {
  /// The two halves of the queries, a figure each.
  static let halves = FigureFunction(
    name: "halves", summary: "The earlier and the later queries, each as a figure of its own",
    code: """
      two heat maps, upper: A[:n//2, :] and lower: A[n//2:, :], each drawn as raw is
      """,
    figureNames: ["upper", "lower"]
  ) { input in
    let pattern = try PlottedPattern(input, least: 2)
    let middle = pattern.queries / 2
    return try [("upper", 0..<middle), ("lower", middle..<pattern.queries)].map { name, queries in
      let half = pattern.map(queries: queries, keys: 0..<pattern.keys) { Float(pattern[$0, $1]) }
      return NamedFigure(.heatMap(try .raw(half)), name: name)
    }
  }
}
