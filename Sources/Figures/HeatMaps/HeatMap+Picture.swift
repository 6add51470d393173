internal import Formats
internal import Tensors
public import Terminal

/// Pixels across that one value takes at most, so that a small matrix is no wall of colour.
private let largestSquare = 24

extension HeatMap {
  /// The heat map for a terminal that shows pixels, in at most so many cells.
  ///
  /// Each value is a square of whole pixels, so that none is blurred; a matrix of more values than
  /// pixels is pooled as `text` does it.
  ///
  /// - Throws: `FormatError` where it is too large for a picture.
  public func picture(
    columns: Int, rows: Int, cell: CellSize, pooling: Pooling? = nil
  ) throws -> Picture {
    let (across, down) = (max(columns, 1) * cell.width, max(rows, 1) * cell.height)
    let side = max((self.columns + across - 1) / across, (self.rows + down - 1) / down, 1)
    let map = side == 1 ? self : try pooled(side: side, by: pooling)
    let square = max(min(across / map.columns, down / map.rows, largestSquare), 1)
    let image = map.image().enlarged(by: square)
    return Picture(
      width: image.width, height: image.height, indices: image.indices,
      palette: image.palette.map { ($0.red, $0.green, $0.blue) }, png: try image.pngData())
  }

  /// The size and the range of values in a line, to stand below a picture.
  public var caption: String {
    let range = finiteRange(of: matrix.values)
    let values =
      range.map { "\(shortNumber($0.low)) to \(shortNumber($0.high))" } ?? "no finite value"
    return "\(rows) queries down, \(columns) keys across; \(values), \(colormap.name)"
  }
}
