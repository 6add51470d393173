internal import Foundation
internal import Pictures
internal import Tensors

extension FigureFunction {
  /// How widely each query spreads its attention.
  static let entropy = FigureFunction(
    "entropy", "How widely each query spreads its attention, beside the most it could",
    format: .svg,
    code: """
      H[q] = - sum over k of A[q, k] ln A[q, k], in nats, 0 ln 0 = 0
      dashed: ln(q + 1), the entropy of equal attention to all keys that q sees
      (ln n without a causal mask)
      """
  ) { pattern in
    let entropies = pattern.perQuery { _, row in
      // 0 - x, since the entropy of a single key is to be 0 and not -0.
      0 - row.reduce(0) { $0 + ($1 == 0 ? 0 : $1 * Foundation.log($1)) }
    }
    return .plot(
      Plot(
        [
          .line(x: [], y: entropies, marker: "o", label: "entropy"),
          .line(
            x: [], y: pattern.visibleKeys.map { Foundation.log(Double($0)) }, marker: "--",
            label: "equal attention"),
        ],
        title: pattern.title("entropy of attention"), x: pattern.queryAxis,
        y: Axis(label: "entropy (nats)")))
  }
}
