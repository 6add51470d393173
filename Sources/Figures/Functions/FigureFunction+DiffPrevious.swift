internal import Pictures
internal import Tensors

extension FigureFunction {
  /// What of the pattern does not come from positions alone.
  static let diffPrevious = FigureFunction(
    "diff_previous",
    "How each query looks at other distances than the query before: 0 where position is all",
    code: """
      heat map of D[q, k] = A[q, k] - A[q - 1, k - 1], for q > 0 and k > 0: A[1:, 1:] - A[:-1, :-1]
      RdBu with 0 in the middle; a head that looks at fixed distances, such as the previous token,
      is white
      """
  ) { input in
    let pattern = try PlottedPattern(input, least: 2)
    let changes = pattern.map(queries: 1..<pattern.queries, keys: 1..<pattern.keys) { query, key in
      Float(pattern[query, key] - pattern[query - 1, key - 1])
    }
    return .heatMap(
      try HeatMap(changes, colormap: try Colormap(named: "RdBu"), scale: .diverging))
  }
}
