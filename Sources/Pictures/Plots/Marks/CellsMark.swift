internal import Formats
internal import Tensors

extension Mark {
  /// A matrix as coloured cells with a colour bar: row 0 on top, the middle of each cell at its row and column.
  public static func cells(_ map: HeatMap) -> Mark { Mark(drawn: CellsMark(map: map)) }
}

/// A matrix as coloured cells with a colour bar; a terminal draws it as heat maps are drawn.
struct CellsMark: DrawnMark {
  let map: HeatMap

  var grid: (rows: Int, columns: Int)? { (map.rows, map.columns) }
  var coloredMap: HeatMap? { map }
  var numbers: [Double] { map.matrix.values.map(Double.init) }

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

  func text(of plot: Plot, options: TextOptions) -> String? {
    var options = options
    let (x, y) = (plot.x, plot.y)
    let axes = [y.label.lowercased(), x.label.lowercased()]
    if axes != ["", ""], axes != ["query", "key"] {
      (options.rows, options.columns) = (y.plural, x.plural)
      options.numbersRows = false
    }
    return map.text(queries: y.names, keys: x.names, title: plot.title, options: options)
  }
}

extension Axis {
  /// What stands along it, in one word.
  fileprivate var plural: String { label.isEmpty ? "" : label + "s" }
}
