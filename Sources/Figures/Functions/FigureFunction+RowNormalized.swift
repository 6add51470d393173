internal import Pictures
internal import Tensors

extension FigureFunction {
  /// Every row up to the same darkness.
  static let rowNormalized = FigureFunction(
    "row_normalized", "Each query's attention as a part of its largest: rows that spread are seen",
    code: """
      heat map of A[q, k] / max over k of A[q, k], Blues from 0 to 1; a row without attention stays 0
      """
  ) { input in
    let pattern = try PlottedPattern(input)
    let largest = (0..<pattern.queries).map { query in
      pattern.row(query).filter { !$0.isNaN }.max() ?? 0
    }
    let parts = pattern.map(queries: 0..<pattern.queries, keys: 0..<pattern.keys) { query, key in
      let value = pattern[query, key]
      return Float(largest[query] > 0 ? value / largest[query] : value.isNaN ? value : 0)
    }
    return .heatMap(try HeatMap(parts, colormap: .blues, scale: .limits(0...1)))
  }
}
