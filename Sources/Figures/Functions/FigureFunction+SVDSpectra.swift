internal import Pictures
internal import Tensors

extension FigureFunction {
  /// The rank of the pattern, in effect.
  static let svdSpectra = FigureFunction(
    "svd_spectra", "The pattern's singular values, largest first: few large ones are low rank",
    format: .svg,
    code: """
      singular values of A against their index, on a logarithmic scale (LAPACK's dgesdd)
      values that are exactly 0 have no place on it
      """
  ) { input in
    let pattern = try PlottedPattern(input)
    let values = try LinearAlgebra.singularValues(
      of: pattern.matrix.values.map(Double.init), rows: pattern.queries, columns: pattern.keys
    ).values
    return .plot(
      Plot(
        [.line(x: [], y: values, marker: "o")],
        title: pattern.title("singular values"), x: Axis(label: "Singular Value Index"),
        y: Axis(label: "Singular Value", scale: .log)))
  }
}
