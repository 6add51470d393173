/// What a mark does to a plot: the places it needs, and how it looks in SVG and in a terminal.
///
/// A mark is one file here, which also declares how a `Mark` of its kind is made.
protocol DrawnMark: Equatable, Sendable {
  /// What the legend says of it; empty for nothing.
  var label: String { get }

  /// Whether it takes one of the colours that tell series apart.
  var isSeries: Bool { get }

  /// Rows and columns of what is drawn in cells; nil for other marks.
  var grid: (rows: Int, columns: Int)? { get }

  /// How long a cell's side is where the longest side has so many of them, in points.
  func cellSide(ofLongest count: Double) -> Double

  /// Whether what is in its cells has frames of its own, so that the plot has none and no short lines at its numbers.
  var framesItself: Bool { get }

  /// Whether it is drawn in dashes, which tell it from other series.
  var isDashed: Bool { get }

  /// The heat map whose colours a bar beside the plot explains; nil for other marks.
  var coloredMap: HeatMap? { get }

  /// The points of a series; empty for other marks.
  var points: [PlotPoint] { get }

  /// The numbers that it shows.
  var numbers: [Double] { get }

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

  /// What stands for the whole plot in a terminal, where the mark fills it; nil for other marks.
  func text(of plot: Plot, options: TextOptions) -> String?

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
  var framesItself: Bool { false }
  var isDashed: Bool { false }
  var coloredMap: HeatMap? { nil }
  var points: [PlotPoint] { [] }
  var numbers: [Double] { points.map(\.y) }
  var sample: String { "\u{28FF}\u{28FF}" }

  func extend(_ xs: inout AxisRange, _ ys: inout AxisRange, in plot: Plot) {
    guard let grid else { return }
    for end in [-0.5, Double(grid.columns) - 0.5] { xs.add(end, isFixed: true) }
    for end in [-0.5, Double(grid.rows) - 0.5] { ys.add(end, isFixed: true) }
  }

  func cellSide(ofLongest count: Double) -> Double {
    let side = 440 / count
    return side > 40 ? 40 : side >= 2 ? side.rounded(.down) : max(side, min(1, 880 / count))
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

  func text(of plot: Plot, options: TextOptions) -> String? { nil }

  /// Whether another mark is of the same kind and draws the same.
  func isSame(as other: any DrawnMark) -> Bool { (other as? Self) == self }
}

/// A value with its place across.
struct PlotPoint: Equatable {
  let x: Double
  let y: Double
}

extension Mark {
  /// Values with their places across: an empty `x` stands for 0, 1, 2 and so on.
  static func points(_ x: [Double], _ y: [Double]) -> [PlotPoint] {
    x.isEmpty
      ? y.enumerated().map { PlotPoint(x: Double($0), y: $1) }
      : zip(x, y).map { PlotPoint(x: $0, y: $1) }
  }
}
