internal import Pictures
internal import Tensors

extension FigureFunction {
  /// The pattern itself, as pattern_lens draws it.
  static let raw = FigureFunction(
    "raw", "The pattern from its least value (white) to its largest (dark blue)",
    code: """
      heat map of (A - min A) / (max A - min A), matplotlib's Blues, a pixel for each query and key
      the same pixels as pattern_lens's raw
      """
  ) { input in
    if let size = input.shownSize, let map = try HeatMap.pooled(input.rows, below: 2 * size) {
      return .heatMap(map)
    }
    return .heatMap(try .raw(input.pattern))
  }
}
