internal import Pictures
internal import Tensors

extension FigureFunction {
  /// Where attention goes one way only.
  static let symmetry = FigureFunction(
    "symmetry", "Where a token looks at another more (blue) or less (red) than that one looks back",
    code: """
      heat map of (A - A^T) / 2, the antisymmetric part, RdBu with 0 in the middle
      under a causal mask its lower half is A / 2: of most use for models without one
      """
  ) { input in
    let pattern = try PlottedPattern(input)
    guard pattern.queries == pattern.keys else {
      throw FigureError(
        "a pattern of shape \(pattern.matrix.shape) is not square and has no transpose to compare")
    }
    let indices = 0..<pattern.queries
    let part = pattern.map(queries: indices, keys: indices) { query, key in
      Float((pattern[query, key] - pattern[key, query]) / 2)
    }
    return .heatMap(try HeatMap(part, colormap: try Colormap(named: "RdBu"), scale: .diverging))
  }
}
