internal import Pictures
internal import Tensors

extension FigureFunction {
  /// The pattern as if the attention sink were not there.
  static let noFirst = FigureFunction(
    "no_first", "The pattern without its first token, on which much attention rests for no reason",
    code: """
      heat map of B[q, k] = A[q, k] / sum over j > 0 of A[q, j], for q > 0 and k > 0
      Blues from 0 to 1; a row that saw the first token alone stays 0
      attention sinks: Xiao and others 2023, https://arxiv.org/abs/2309.17453
      """
  ) { input in
    let pattern = try PlottedPattern(input, least: 2)
    let sums = pattern.perQuery { _, row in row.dropFirst().reduce(0, +) }
    let rest = pattern.map(queries: 1..<pattern.queries, keys: 1..<pattern.keys) { query, key in
      Float(sums[query] == 0 ? 0 : pattern[query, key] / sums[query])
    }
    return .heatMap(try HeatMap(rest, colormap: .blues, scale: .limits(0...1)))
  }
}
