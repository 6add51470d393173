internal import Foundation
internal import Pictures
internal import Tensors

extension FigureFunction {
  /// How many weak and strong values there are.
  static let histogram = FigureFunction(
    "histogram", "How many values of the pattern are how large", format: .svg,
    code: """
      histogram of log10 A[q, k] in 40 parts, over the values above 0
      """
  ) { input in
    let pattern = try PlottedPattern(input)
    let logarithms = pattern.matrix.values.filter { $0 > 0 || $0.isNaN }.map { log10(Double($0)) }
    return .plot(
      Plot(
        [.histogram(logarithms, bins: 40)], title: pattern.title("values of the pattern"),
        x: Axis(label: "log10 attention"), y: Axis(label: "values")))
  }
}
