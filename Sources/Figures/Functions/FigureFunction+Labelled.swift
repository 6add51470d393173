internal import Pictures
internal import Tensors

extension FigureFunction {
  /// The pattern with everything around it that print needs.
  static let labelled = FigureFunction(
    "labelled", "The pattern with its tokens, a colour bar and a title", format: .svg,
    code: """
      cells A[q, k] in Blues from 0 to the largest value, queries down, keys across
      """, pools: true
  ) { pattern in
    let high = finiteRange(of: pattern.matrix.values).map { max($0.high, 0) } ?? 0
    let low = finiteRange(of: pattern.matrix.values).map { min($0.low, 0) } ?? 0
    let map = try HeatMap(
      pattern.matrix, colormap: .blues, scale: .limits(low...(high > low ? high : low + 1)))
    return .plot(
      Plot(
        [.cells(pattern.showsMeans ? map.pooling(by: .mean) : map)],
        title: pattern.title("attention"), x: pattern.keyAxis, y: pattern.queryAxis))
  }
}
