extension FigureRegistry {
  /// The functions that need no script.
  public static let builtIn = FigureRegistry([
    .raw, .log, .rowNormalized, .noFirst, .diffPrevious, .symmetry, .halves, .labelled,
    .entropy, .coverage, .distance, .diagonals, .received, .histogram, .svdSpectra, .eigenvalues,
  ])
}
