internal import Tensors

extension HeatMap {
  /// The same heat map with each square of `side` x `side` values made one, in the colours that it
  /// has in the whole.
  ///
  /// - Parameter pooling: nil for the one that loses no strong value.
  /// - Throws: `FigureError` where `side` is not positive.
  public func pooled(side: Int, by pooling: Pooling? = nil) throws -> HeatMap {
    guard side > 0 else { throw FigureError("blocks have a side of 1 or more; this is \(side)") }
    return HeatMap(
      Pictures.pooled(matrix, side: side, by: pooling ?? strongest),
      colormap: colormap, scale: scale, placement: placement)
  }

  /// The pooling that loses no strong value: the largest, or where 0 is the middle of the colours the
  /// farthest from it.
  var strongest: Pooling {
    scale == .diverging || scale == .divergingUnit ? .magnitude : .maximum
  }
}
