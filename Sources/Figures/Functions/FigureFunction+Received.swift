internal import Pictures
internal import Tensors

extension FigureFunction {
  /// Which keys are looked at.
  static let received = FigureFunction(
    "received", "The attention that each key receives, its mean over the queries that can see it",
    format: .svg,
    code: """
      r[k] = mean over q >= k of A[q, k]; without a causal mask the mean over all q
      """
  ) { pattern in
    let isCausal = pattern.isCausal
    let means = (0..<pattern.keys).map { key in
      let queries = (isCausal ? min(key, pattern.queries) : 0)..<pattern.queries
      return queries.reduce(0) { $0 + pattern[$1, key] } / Double(queries.count)
    }
    return .plot(
      Plot(
        [.bars(x: [], heights: means)], title: pattern.title("attention received"),
        x: pattern.keyAxis, y: Axis(label: "mean attention")))
  }
}
