internal import Foundation
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
    let pattern = try HeadPattern(input)
    let logarithms = pattern.map(queries: 0..<pattern.queries, keys: 0..<pattern.keys) {
      // max(1e-6, NaN) is NaN, which is drawn black; the other way round it would be the floor.
      log10(Float.maximumKeepingNaN(1e-6, Float(pattern[$0, $1])))
    }
    return .heatMap(try HeatMap(logarithms, colormap: .viridis, scale: .limits(-6...0)))
  }
}

extension Float {
  fileprivate static func maximumKeepingNaN(_ floor: Float, _ value: Float) -> Float {
    value.isNaN ? value : Swift.max(floor, value)
  }
}
