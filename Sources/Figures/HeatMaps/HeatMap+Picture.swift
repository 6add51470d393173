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
    columns: Int, rows: Int, cell: CellSize, pooling: Pooling = .maximum
  ) throws -> Picture {
    let (across, down) = (max(columns, 1) * cell.width, max(rows, 1) * cell.height)
    let side = max((self.columns + across - 1) / across, (self.rows + down - 1) / down, 1)
    let map = side == 1 ? self : self.pooled(side: side, by: pooling)
    let square = max(min(across / map.columns, down / map.rows, largestSquare), 1)
    let image = map.image().enlarged(square)
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

  /// The same colours for blocks of `side` x `side` values.
  private func pooled(side: Int, by pooling: Pooling) -> HeatMap {
    HeatMap(
      Figures.pooled(matrix, side: side, by: pooling), colormap: colormap, scale: scale,
      placement: placement)
  }
}

extension IndexedImage {
  /// The picture with each pixel made a square of `factor` x `factor`.
  fileprivate func enlarged(_ factor: Int) -> IndexedImage {
    if factor == 1 { return self }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(indices.count * factor * factor)
    for start in stride(from: 0, to: indices.count, by: width) {
      let row = indices[start..<start + width].flatMap { repeatElement($0, count: factor) }
      for _ in 0..<factor { pixels += row }
    }
    return IndexedImage(
      width: width * factor, height: height * factor, indices: pixels, palette: palette)
  }
}
