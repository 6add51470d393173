extension HeatMap {
  /// The same heat map with each square of `side` x `side` values made one, their largest, in the
  /// colours that it has in the whole: for a thumbnail that loses no strong attention.
  ///
  /// - Throws: `FigureError` where `side` is not positive.
  public func pooled(side: Int) throws -> HeatMap {
    guard side > 0 else { throw FigureError("blocks have a side of 1 or more; this is \(side)") }
    return try HeatMap(
      Figures.pooled(matrix, side: side, by: .maximum), colormap: colormap,
      scale: .limits(placement.value(at: 0)...placement.value(at: 1)))
  }
}
