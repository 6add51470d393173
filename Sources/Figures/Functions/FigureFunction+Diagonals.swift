internal import Pictures
internal import Tensors

extension FigureFunction {
  /// The pattern by distance: what position alone explains.
  static let diagonals = FigureFunction(
    "diagonals", "Attention at each distance back, its mean over queries: 1 is the token before",
    format: .svg,
    code: """
      m[d] = mean over q of A[q, q - d]: the mean of each diagonal, d = 0, 1, ..., n - 1
      without a causal mask also d < 0, the tokens ahead
      far diagonals are means of few queries: the last of one
      """
  ) { input in
    let pattern = try PlottedPattern(input)
    let first = pattern.isCausal ? 0 : 1 - pattern.keys
    let offsets = Array(first...pattern.queries - 1)
    let means = offsets.map { offset in
      let queries = max(0, offset)..<min(pattern.queries, pattern.keys + offset)
      return queries.reduce(0) { $0 + pattern[$1, $1 - offset] } / Double(queries.count)
    }
    return .plot(
      Plot(
        [.line(x: offsets.map(Double.init), y: means, marker: "o")],
        title: pattern.title("attention by distance"), x: Axis(label: "distance back (tokens)"),
        y: Axis(label: "mean attention")))
  }
}
