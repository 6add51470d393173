internal import Formats

/// Heat maps side by side, each in a square around its row and column; nil leaves a place free.
struct TilesMark: DrawnMark {
  let maps: [HeatMap?]
  /// How many stand in a row, at least 1.
  let columns: Int

  init(_ maps: [HeatMap?], columns: Int) { (self.maps, self.columns) = (maps, max(1, columns)) }

  var grid: (rows: Int, columns: Int)? {
    (max(1, (maps.count + columns - 1) / columns), columns)
  }

  func draw(in drawing: inout PlotDrawing, at index: Int) throws {
    let layout = drawing.layout
    for (index, map) in maps.enumerated() {
      guard let map, let left = layout.x(Double(index % columns) - 0.46),
        let right = layout.x(Double(index % columns) + 0.46),
        let top = layout.y(Double(index / columns) - 0.46),
        let bottom = layout.y(Double(index / columns) + 0.46)
      else { continue }
      let (width, height) = (right - left, bottom - top)
      // No more pixels than there is room for: a program would leave out some.
      let side = PlotLayout.pooling(of: map, in: (width, height))
      let png = try map.pooled(side: side).enlargedPNG(to: 128)
      drawing.svg.addImage(png: png, x: left, y: top, width: width, height: height)
      drawing.svg.add(
        "rect",
        [
          "x": left, "y": top, "width": width, "height": height, "fill": "none",
          "stroke": "#999999", "stroke-width": "0.5",
        ])
    }
  }
}
