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

  /// What the legend says of it; empty for nothing.
  var label: String {
    switch self {
    case .line(_, _, _, let label), .points(_, _, let label), .bars(_, _, let label),
      .histogram(_, _, let label), .rule(_, _, let label):
      label
    case .cells, .tiles, .text: ""
    }
  }

  /// Whether it takes one of the colours that tell series apart.
  var isSeries: Bool {
    switch self {
    case .line, .points, .bars, .histogram: true
    case .cells, .tiles, .rule, .text: false
    }
  }

  /// Rows and columns of what is drawn in cells; nil for other marks.
  var grid: (rows: Int, columns: Int)? {
    switch self {
    case .cells(let map): (map.rows, map.columns)
    case .tiles(let maps, let columns):
      (max(1, (maps.count + max(1, columns) - 1) / max(1, columns)), max(1, columns))
    default: nil
    }
  }

  /// The points of a series, numbers that are missing in `x` filled in; a histogram's are at its
  /// bins' middles.
  var points: [(x: Double, y: Double)] {
    switch self {
    case .line(let x, let y, _, _), .points(let x, let y, _), .bars(let x, let y, _):
      x.isEmpty ? y.enumerated().map { (Double($0), $1) } : Array(zip(x, y).map { ($0, $1) })
    case .histogram(let values, let bins, _):
      Histogram(of: values, bins: bins).bars
    case .cells, .tiles, .rule, .text: []
    }
  }
}
