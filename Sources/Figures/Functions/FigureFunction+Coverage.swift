internal import Pictures
internal import Tensors

extension FigureFunction {
  /// How few keys hold nearly all attention.
  static let coverage = FigureFunction(
    "coverage", "The number of keys that hold 90 % of each query's attention", format: .svg,
    code: """
      c[q] = the least m for which the m largest A[q, k] sum up to 0.9 of the row's sum
      dashed: ceil(0.9 (q + 1)), equal attention to all keys that q sees (n without a causal mask)
      """
  ) { pattern in
    let counts = pattern.perQuery { _, row in Double(keysHolding(0.9, of: row) ?? -1) }
    return .plot(
      Plot(
        [
          .line(
            x: [], y: counts.map { $0 < 0 ? .nan : $0 }, marker: "o",
            label: "keys with 90 % of the attention"),
          .line(
            x: [], y: pattern.visibleKeys.map { (0.9 * Double($0)).rounded(.up) }, marker: "--",
            label: "equal attention"),
        ],
        title: pattern.title("keys that hold 90 % of the attention"), x: pattern.queryAxis,
        y: Axis(label: "keys")))
  }

  /// The least number of the largest values that sum up to this share of all; nil with NaN.
  private static func keysHolding(_ share: Double, of row: [Double]) -> Int? {
    let total = row.reduce(0, +)
    guard total.isFinite else { return nil }
    // A little less, since the sum of the parts is rounded in another order than the whole.
    let wanted = total * share * (1 - 1e-12)
    var sum = 0.0
    for (count, value) in row.sorted(by: >).enumerated() {
      if sum >= wanted { return count }
      sum += value
    }
    return row.count
  }
}
