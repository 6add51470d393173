public import Activations
public import Pictures

extension HeatMap {
  /// A large pattern as a picture of at most `side` cells a side, made in one pass over its rows;
  /// nil if it has no more.
  ///
  /// - Parameters:
  ///   - pooling: nil for the one that loses no strong value.
  ///   - isCancelled: Asked often, from any thread.
  /// - Throws: `FigureError` where there are values that `scale` does not allow, `CancellationError` once that says so.
  public static func pooled(
    _ rows: AttentionRows, below side: Int, by pooling: Pooling? = nil, colormap: Colormap = .blues,
    scale: ColorScale = .range(), until isCancelled: @Sendable () -> Bool = { false }
  ) throws -> HeatMap? {
    let longest = max(rows.queries.count, rows.keys.count)
    guard longest > side, side > 0 else { return nil }
    var square = 1
    while (longest + square - 1) / square > side { square *= 2 }
    let cells = try rows.pooled(side: square, until: isCancelled)
    let isSigned = scale == .diverging || scale == .divergingUnit
    let pooling = pooling ?? (isSigned ? .magnitude : .maximum)
    let origin = Origin(
      rows: cells.rows, columns: cells.columns, side: square, pooling: pooling,
      range: cells.range.map { $0.least...$0.largest }, missing: cells.missing)
    let matrix =
      switch pooling {
      case .maximum: cells.largest
      case .magnitude: cells.farthest
      case .mean: cells.mean
      }
    return try HeatMap(pooled: matrix, of: origin, colormap: colormap, scale: scale)
  }
}
