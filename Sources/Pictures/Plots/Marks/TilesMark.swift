internal import Formats

extension Mark {
  /// Heat maps side by side, `columns` in a row, each in a square around its row and column; nil leaves a place free.
  public static func tiles(_ maps: [HeatMap?], columns: Int) -> Mark {
    Mark(drawn: TilesMark(maps, columns: columns))
  }

  /// The heat maps of `tiles`, and how many stand in a row; nil for other marks.
  package var tiles: (maps: [HeatMap?], columns: Int)? {
    (drawn as? TilesMark).map { ($0.maps, $0.columns) }
  }
}

/// Heat maps side by side, each in a square around its row and column; nil leaves a place free.
struct TilesMark: DrawnMark {
  let maps: [HeatMap?]
  /// How many stand in a row, at least 1.
  let columns: Int

  init(_ maps: [HeatMap?], columns: Int) { (self.maps, self.columns) = (maps, max(1, columns)) }

  var grid: (rows: Int, columns: Int)? {
    (max(1, (maps.count + columns - 1) / columns), columns)
  }

  let framesItself = true

  func cellSide(ofLongest count: Double) -> Double { min(max(900 / count, 36), 96) }

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

  func text(of plot: Plot, options: TextOptions) -> String? {
    var drawing = TileText(maps, columns: columns, plot: plot, options: options)
    return drawing.text()
  }
}
