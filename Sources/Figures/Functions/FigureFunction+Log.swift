internal import Foundation
internal import Pictures
internal import Tensors

extension FigureFunction {
  /// Small values made visible.
  static let log = FigureFunction(
    "log", "The pattern's logarithm: what is small is seen as well",
    code: """
      heat map of log10(max(A, 1e-6)) from -6 (masked or nothing) to 0 (all attention), viridis
      the scale is the same for every head, so that colours can be compared
      """
  ) { input in
    let pattern = try PlottedPattern(input)
    let logarithms = pattern.map(queries: 0..<pattern.queries, keys: 0..<pattern.keys) {
      let value = Float(pattern[$0, $1])
      return value < 1e-6 ? -6 : log10(value)  // NaN stays NaN, which is drawn black
    }
    return .heatMap(try HeatMap(logarithms, colormap: .viridis, scale: .limits(-6...0)))
  }
}
