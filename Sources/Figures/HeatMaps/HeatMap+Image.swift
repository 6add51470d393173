public import Formats
internal import Tensors

extension HeatMap {
  /// The heat map as a picture, whose palette holds the colours that occur.
  ///
  /// Maps of more than 256 colours (`twilight`), or of 256 beside NaN, can have too many for a
  /// palette: then as many neighbours as must become one.
  public func image() -> IndexedImage {
    let indices = indices
    let colors = colormap.colors
    var isUsed = [Bool](repeating: false, count: colors.count + 1)
    for index in indices { isUsed[Int(index)] = true }

    // One group for each colour that occurs, equal neighbours together.
    var groups: [[Int]] = []
    for index in colors.indices where isUsed[index] {
      if let last = groups.last?.last, colors[last] == colors[index] {
        groups[groups.count - 1].append(index)
      } else {
        groups.append([index])
      }
    }
    let hasNaN = isUsed[colors.count]
    let room = min(groups.count, hasNaN ? 255 : 256)
    var palette: [Color] = []
    var place = [UInt8](repeating: 0, count: colors.count + 1)
    for (order, group) in groups.enumerated() {
      if palette.count == order * room / groups.count { palette.append(colors[group[0]]) }
      for index in group { place[index] = UInt8(palette.count - 1) }
    }
    if hasNaN {
      place[colors.count] = UInt8(palette.count)
      palette.append(.black)
    }
    return IndexedImage(
      width: columns, height: rows, indices: indices.map { place[Int($0)] }, palette: palette)
  }
}
