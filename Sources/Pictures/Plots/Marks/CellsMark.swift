internal import Formats

/// A matrix as coloured cells with a colour bar; a terminal draws it as heat maps are drawn.
struct CellsMark: DrawnMark {
  let map: HeatMap

  var grid: (rows: Int, columns: Int)? { (map.rows, map.columns) }

  func draw(in drawing: inout PlotDrawing, at index: Int) throws {
    let layout = drawing.layout
    let side = PlotLayout.pooling(of: map, in: (layout.width, layout.height))
    let pooled = try map.pooled(side: side)
    // The last block may reach over the edge, where nothing is drawn.
    guard let left = layout.x(-0.5), let right = layout.x(-0.5 + Double(pooled.columns * side)),
      let top = layout.y(-0.5), let bottom = layout.y(-0.5 + Double(pooled.rows * side))
    else { return }
    drawing.svg.addImage(
      png: try pooled.enlargedPNG(to: HeatMap.sharpSide), x: left, y: top, width: right - left,
      height: bottom - top)
  }
}
