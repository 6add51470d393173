public import Formats
internal import Tensors

extension HeatMap {
  /// The heat map as a picture, whose palette holds the colours that occur.
  ///
  /// Maps of more than 256 colours (`twilight`), or of 256 beside NaN, can have too many for a
  /// palette: then as many neighbours as must become one.
  public func image() -> IndexedImage {
    let (indices, colors) = (indices, colormap.colors)
    let isUsed = occurring(indices, of: colors.count + 1)

    // The colours that occur, equal neighbours once, and which of them each index means.
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
      width: columns, height: rows, indices: replacing(indices, by: place), palette: palette)
  }
}

/// Which of the numbers below `count` are among `indices`.
private func occurring(_ indices: [UInt16], of count: Int) -> [Bool] {
  var isUsed = [Bool](repeating: false, count: count)
  for index in indices { isUsed[Int(index)] = true }
  return isUsed
}

/// What `table` has at each of `indices`.
private func replacing(_ indices: [UInt16], by table: [UInt8]) -> [UInt8] {
  indices.map { table[Int($0)] }
}
