internal import Tensors

extension HeatMap {
  /// The same heat map with each square of `side` x `side` values made one, in the colours that it
  /// has in the whole.
  ///
  /// - Parameter pooling: nil for the one that loses no strong value: the largest, or where 0 is the
  ///   middle of the colours the farthest from it.
  /// - Throws: `FigureError` where `side` is not positive.
  public func pooled(side: Int, by pooling: Pooling? = nil) throws -> HeatMap {
    guard side > 0 else { throw FigureError("blocks have a side of 1 or more; this is \(side)") }
    let isSigned = scale == .diverging || scale == .divergingUnit
    return HeatMap(
      Figures.pooled(matrix, side: side, by: pooling ?? (isSigned ? .magnitude : .maximum)),
      colormap: colormap, scale: scale, placement: placement)
  }
}
