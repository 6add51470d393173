public import Formats
internal import Tensors

/// Pixels from which on a palette of the colours that occur saves less than it costs to find them.
private let largePicture = 4096

extension HeatMap {
  /// The heat map as a picture with a palette: the colours that occur, or, for a large one, all of
  /// the colour map's and black for NaN.
  ///
  /// Maps of more than 256 colours (`twilight`), or of 256 beside NaN, can have too many for a
  /// palette: then as many neighbours as must become one.
  public func image() -> IndexedImage {
    let colors = colormap.colors
    if matrix.values.count >= largePicture, let bytes = byteIndices {
      let palette = colors.count < 256 ? colors + [.black] : Array(colors.prefix(256))
      return IndexedImage(width: columns, height: rows, indices: bytes, palette: palette)
    }
    let places = indices
    let isUsed = occurring(places, of: colors.count + 1)

    // The colours that occur, equal neighbours once, and which of them each place means.
    var distinct: [Color] = []
    var order = [Int](repeating: 0, count: colors.count)
    for index in colors.indices where isUsed[index] {
      if distinct.last != colors[index] { distinct.append(colors[index]) }
      order[index] = distinct.count - 1
    }

    let hasNaN = isUsed[colors.count]
    let (count, room) = (distinct.count, min(distinct.count, hasNaN ? 255 : 256))
    var palette = (0..<room).map { distinct[($0 * count + room - 1) / room] }
    var place = order.map { UInt8($0 * room / max(count, 1)) }
    place.append(UInt8(clamping: room))
    if hasNaN { palette.append(.black) }
    return IndexedImage(
      width: columns, height: rows, indices: looked(up: places, in: place), palette: palette)
  }
}
