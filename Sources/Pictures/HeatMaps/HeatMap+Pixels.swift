public import Formats
internal import Tensors

/// Pixels across that one value takes at most, so that a small matrix is no wall of colour.
private let largestSquare = 24

extension HeatMap {
  /// The heat map as a picture of at most so many pixels.
  ///
  /// Each value is a square of whole pixels, so that none is blurred; a matrix of more values than
  /// pixels is pooled as `text` does it.
  ///
  /// - Throws: `FigureError` where it can't be pooled.
  public func pixels(across: Int, down: Int, pooling: Pooling? = nil) throws -> IndexedImage {
    let (across, down) = (max(across, 1), max(down, 1))
    let side = max((self.columns + across - 1) / across, (self.rows + down - 1) / down, 1)
    let map = side == 1 ? self : try pooled(side: side, by: pooling)
    let square = max(min(across / map.columns, down / map.rows, largestSquare), 1)
    return map.image().enlarged(by: square)
  }

  /// One line with the size and the range of values, to stand below a picture.
  public var caption: String {
    let values =
      range.map { "\(shortNumber($0.low)) to \(shortNumber($0.high))" } ?? "no finite value"
    return "\(wholeSize.rows) queries down, \(wholeSize.columns) keys across; \(values), "
      + colormap.name
  }
}

extension IndexedImage {
  /// The picture with a square of `factor` x `factor` pixels for each of its own.
  func enlarged(by factor: Int) -> IndexedImage {
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
