internal import Pictures
internal import Tensors

extension FigureFunction {
  /// How far back each query looks.
  static let distance = FigureFunction(
    "distance", "How many tokens away each query's attention is on the mean", format: .svg,
    code: """
      d[q] = sum over k of A[q, k] |q - k|, in tokens
      dashed: the same for equal attention to all keys that q sees, q / 2 under a causal mask
      mean attention distance: Vig and Belinkov 2019, https://arxiv.org/abs/1906.04284
      """
  ) { pattern in
    let distances = pattern.perQuery { query, row in
      row.enumerated().reduce(0) { $0 + $1.element * Double(abs(query - $1.offset)) }
    }
    let seen = pattern.visibleKeys
    let even = pattern.perQuery { query, _ in
      (0..<seen[query]).reduce(0) { $0 + Double(abs(query - $1)) } / Double(seen[query])
    }
    return .plot(
      Plot(
        [
          .line(x: [], y: distances, marker: "o", label: "mean distance"),
          .line(x: [], y: even, marker: "--", label: "equal attention"),
        ],
        title: pattern.title("distance of attention"), x: pattern.queryAxis,
        y: Axis(label: "distance (tokens)")))
  }
}
