internal import Foundation
internal import Pictures
internal import Tensors

extension FigureFunction {
  /// The pattern as a map of a sequence to itself.
  static let eigenvalues = FigureFunction(
    "eigenvalues", "The pattern's eigenvalues, largest magnitude first", format: .svg,
    code: """
      eigenvalues of A by falling magnitude, real and imaginary parts (LAPACK's dgeev)
      under a causal mask they are the diagonal: each token's attention to itself
      """
  ) { input in
    let pattern = try PlottedPattern(input)
    let values = try eigenvalues(of: pattern).sorted { left, right in
      let (a, b) = (hypot(left.real, left.imaginary), hypot(right.real, right.imaginary))
      return (a, left.real, left.imaginary) > (b, right.real, right.imaginary)
    }
    var marks: [Mark] = [
      .rule(y: 0), .points(x: [], y: values.map(\.real), label: "real part"),
    ]
    if values.contains(where: { $0.imaginary != 0 }) {
      marks.append(.points(x: [], y: values.map(\.imaginary), label: "imaginary part"))
    }
    return .plot(
      Plot(
        marks, title: pattern.title("eigenvalues"), x: Axis(label: "index"),
        y: Axis(label: "eigenvalue")))
  }

  /// A triangular matrix has its diagonal as eigenvalues, without any rounding.
  private static func eigenvalues(
    of pattern: PlottedPattern
  ) throws -> [(real: Double, imaginary: Double)] {
    guard pattern.queries == pattern.keys else {
      throw FigureError(
        "a pattern of shape \(pattern.matrix.shape) is not square and has no eigenvalues")
    }
    if pattern.isCausal && pattern.matrix.values.allSatisfy(\.isFinite) {
      return (0..<pattern.queries).map { (pattern[$0, $0], 0) }
    }
    let (real, imaginary) = try LinearAlgebra.eigenvalues(
      of: pattern.matrix.values.map(Double.init), size: pattern.queries)
    return zip(real, imaginary).map { ($0, $1) }
  }
}
