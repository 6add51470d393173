internal import Tensors

extension HeatMap {
  /// The same heat map with squares of `side` x `side` values pooled to one; colours keep their
  /// meaning.
  ///
  /// - Parameter pooling: nil for the one that loses no strong value.
  /// - Throws: `FigureError` where `side` is not positive.
  public func pooled(side: Int, by pooling: Pooling? = nil) throws -> HeatMap {
    guard side > 0 else { throw FigureError("blocks have a side of 1 or more; this is \(side)") }
    return HeatMap(
      cells(side: side, by: pooling ?? strongest),
      colormap: colormap, scale: scale, placement: placement)
  }

  /// The matrix with each square made one; of cells that were pooled by their mean before, each counts as what it is of.
  func cells(side: Int, by pooling: Pooling) -> Tensor {
    Pictures.pooled(
      matrix, side: side, by: pooling,
      last: origin.map { origin in
        let full = (rows - 1, columns - 1)
        return (
          Float(origin.rows - full.0 * origin.side) / Float(origin.side),
          Float(origin.columns - full.1 * origin.side) / Float(origin.side)
        )
      } ?? (1, 1))
  }

  /// The same heat map, of whose cells on one dot this is left wherever it is drawn with fewer dots than cells.
  public func pooling(by pooling: Pooling) -> HeatMap {
    var map = self
    map.wantedPooling = pooling
    return map
  }

  /// The pooling that was asked for, else the one that loses no strong value: the largest, or where 0 is the middle of
  /// the colours the farthest from it.
  var strongest: Pooling {
    if let wantedPooling { return wantedPooling }
    if let origin { return origin.pooling }
    return scale == .diverging || scale == .divergingUnit ? .magnitude : .maximum
  }
}
