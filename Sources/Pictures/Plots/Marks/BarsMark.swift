extension Mark {
  /// A bar from 0 to each value, at `x` or at 0, 1, 2 and so on.
  public static func bars(x: [Double], heights: [Double], label: String = "") -> Mark {
    Mark(drawn: BarsMark(points: points(x, heights), label: label))
  }
}

/// A bar from 0 to each value; bars of several series stand side by side.
struct BarsMark: DrawnMark {
  let points: [PlotPoint]
  let label: String

  let isSeries = true

  /// How wide bars are as a part of the distance between two.
  private static let share = 0.8

  func extend(_ xs: inout AxisRange, _ ys: inout AxisRange, in plot: Plot) {
    let half = Self.share / 2 * Self.spacing(in: plot)
    for point in points where plot.x.shows(point.x) && point.y.isFinite {
      xs.add(point.x - half)
      xs.add(point.x + half)
      ys.add(point.y)
      ys.add(0, isFixed: true)
    }
  }

  /// The least distance of two bars' middles; 1 where there are not two.
  private static func spacing(in plot: Plot) -> Double {
    let places = plot.marks.compactMap { $0.drawn as? BarsMark }
      .flatMap { $0.points.map(\.x).filter(\.isFinite) }.sorted()
    let gaps = zip(places, places.dropFirst()).map { $1 - $0 }.filter { $0 > 0 && $0.isFinite }
    return gaps.min() ?? 1
  }

  /// Width of the bars of the mark at this place, and how far their middles are from their values.
  private static func place(of index: Int, in plot: Plot) -> (width: Double, offset: Double) {
    let all = plot.marks.indices.filter { plot.marks[$0].drawn is BarsMark }
    let place = Double(all.firstIndex(of: index) ?? 0)
    let width = spacing(in: plot) * share / Double(max(all.count, 1))
    return (width, (place - Double(all.count - 1) / 2) * width)
  }

  func draw(in drawing: inout PlotDrawing, at index: Int) {
    let (width, offset) = Self.place(of: index, in: drawing.plot)
    drawing.rectangles(points, drawing.color(of: index), width: width, offset: offset, gap: 0)
  }

  func sample(in drawing: inout PlotDrawing, at index: Int, x: Double, y: Double) {
    drawing.block(drawing.color(of: index), x: x, y: y)
  }

  func draw(in text: inout PlotText, at index: Int, series: Int) {
    let (width, offset) = Self.place(of: index, in: text.plot)
    text.bars(points, width: width, offset: offset, series: series)
  }

  func caption(in text: PlotText, named name: String) -> String? { text.summary(of: points, name) }
}
