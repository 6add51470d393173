internal import Formats

/// A matrix as coloured cells with a colour bar; a terminal draws it as heat maps are drawn.
struct CellsMark: DrawnMark {
  let map: HeatMap

  var grid: (rows: Int, columns: Int)? { (map.rows, map.columns) }

  func draw(in drawing: inout PlotDrawing, at index: Int) throws {
    let layout = drawing.layout
    guard let left = layout.x(-0.5), let right = layout.x(-0.5 + Double(map.columns)),
      let top = layout.y(-0.5), let bottom = layout.y(-0.5 + Double(map.rows))
    else { return }
    drawing.svg.addImage(
      png: try map.enlargedPNG(to: 256), x: left, y: top, width: right - left,
      height: bottom - top)
  }
}
