/// What a mark does to a plot: the places it needs, and how it looks in SVG and in a terminal.
///
/// A mark is one file here and one case of `Mark`.
protocol DrawnMark {
  /// What the legend says of it; empty for nothing.
  var label: String { get }

  /// Whether it takes one of the colours that tell series apart.
  var isSeries: Bool { get }

  /// Rows and columns of what is drawn in cells; nil for other marks.
  var grid: (rows: Int, columns: Int)? { get }

  /// The points of a series; empty for other marks.
  var points: [(x: Double, y: Double)] { get }

  /// Adds the values that the axes must show.
  func extend(_ xs: inout AxisRange, _ ys: inout AxisRange, in plot: Plot)

  /// Whether all its values across, or all upwards, are whole numbers and count something.
  func isWhole(isAcross: Bool) -> Bool

  /// How many of its values have no place in the plot.
  func missingValues(in plot: Plot) -> Int

  /// Draws it as SVG; `index` is its place in the plot's marks.
  func draw(in drawing: inout PlotDrawing, at index: Int) throws

  /// Draws what the legend shows of it, 20 wide, from a place on.
  func sample(in drawing: inout PlotDrawing, at index: Int, x: Double, y: Double)

  /// Draws it in a terminal's dots, for a series or for -1.
  func draw(in text: inout PlotText, at index: Int, series: Int)

  /// Two characters of braille for the legend in a terminal.
  var sample: String { get }

  /// What it holds in numbers, behind `name`; nil for nothing.
  func caption(in text: PlotText, named name: String) -> String?
}

/// A mark that is no series: it has no colour of its own, no points, and nothing to be missed.
extension DrawnMark {
  var label: String { "" }
  var isSeries: Bool { false }
  var grid: (rows: Int, columns: Int)? { nil }
  var points: [(x: Double, y: Double)] { [] }
  var sample: String { "\u{28FF}\u{28FF}" }

  func extend(_ xs: inout AxisRange, _ ys: inout AxisRange, in plot: Plot) {
    guard let grid else { return }
    for end in [-0.5, Double(grid.columns) - 0.5] { xs.add(end, isFixed: true) }
    for end in [-0.5, Double(grid.rows) - 0.5] { ys.add(end, isFixed: true) }
  }

  func isWhole(isAcross: Bool) -> Bool {
    points.allSatisfy {
      let value = isAcross ? $0.x : $0.y
      return !value.isFinite || value == value.rounded()
    }
  }

  func missingValues(in plot: Plot) -> Int {
    points.count { !plot.x.shows($0.x) || !plot.y.shows($0.y) }
  }

  func sample(in drawing: inout PlotDrawing, at index: Int, x: Double, y: Double) {}

  func draw(in text: inout PlotText, at index: Int, series: Int) {}

  func caption(in text: PlotText, named name: String) -> String? { nil }
}

/// Values with their places across: an empty `x` stands for 0, 1, 2 and so on.
func pairs(_ x: [Double], _ y: [Double]) -> [(x: Double, y: Double)] {
  x.isEmpty ? y.enumerated().map { (Double($0), $1) } : Array(zip(x, y).map { ($0, $1) })
}
