/// Something drawn on a plot.
///
/// An empty `x` stands for 0, 1, 2 and so on. What is no finite number is left out, and so is what
/// is not positive on a logarithmic axis.
public enum Mark: Equatable, Sendable {
  /// A matrix as coloured cells with a colour bar: row 0 on top, the middle of each cell at its
  /// row and column.
  case cells(HeatMap)
  /// Heat maps side by side, `columns` in a row, each in a square around its row and column; nil
  /// leaves a place free.
  case tiles([HeatMap?], columns: Int)
  /// A line through points; breaks where a value has no place. `marker` is one of `Mark.markers`.
  case line(x: [Double], y: [Double], marker: String = "", label: String = "")
  /// Points alone.
  case points(x: [Double], y: [Double], label: String = "")
  /// A bar from 0 to each value, at 0, 1, 2, ... or at `x`.
  case bars(x: [Double], heights: [Double], label: String = "")
  /// How many values lie in each of `bins` equal parts of their range.
  case histogram([Double], bins: Int, label: String = "")
  /// A line across the plot at one value of x or y.
  case rule(x: Double? = nil, y: Double? = nil, label: String = "")
  /// Words at a place.
  case text(String, x: Double, y: Double)

  /// What may stand at a line's points: nothing, rings, crosses or dots; `--` makes the line dashed.
  public static let markers = ["", "o", "x", ".", "--"]

  /// What it does to a plot.
  var drawn: any DrawnMark {
    switch self {
    case .cells(let map): CellsMark(map: map)
    case .tiles(let maps, let columns): TilesMark(maps, columns: columns)
    case .line(let x, let y, let marker, let label):
      LineMark(points: pairs(x, y), marker: marker, label: label)
    case .points(let x, let y, let label): PointsMark(points: pairs(x, y), label: label)
    case .bars(let x, let heights, let label): BarsMark(points: pairs(x, heights), label: label)
    case .histogram(let values, let bins, let label):
      HistogramMark(values, bins: bins, label: label)
    case .rule(let x, let y, let label): RuleMark(x: x, y: y, label: label)
    case .text(let text, let x, let y): WordsMark(text: text, x: x, y: y)
    }
  }
}
