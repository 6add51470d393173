extension Mark {
  /// Points alone.
  public static func points(x: [Double], y: [Double], label: String = "") -> Mark {
    Mark(drawn: PointsMark(points: points(x, y), label: label))
  }
}

/// Points alone.
struct PointsMark: DrawnMark {
  let points: [PlotPoint]
  let label: String

  let isSeries = true
  let sample = "\u{2801}\u{2804}"

  func extend(_ xs: inout AxisRange, _ ys: inout AxisRange, in plot: Plot) {
    for point in points where plot.x.shows(point.x) && plot.y.shows(point.y) {
      xs.add(point.x)
      ys.add(point.y)
    }
  }

  func draw(in drawing: inout PlotDrawing, at index: Int) {
    drawing.markers(points, "o", drawing.color(of: index))
  }

  func sample(in drawing: inout PlotDrawing, at index: Int, x: Double, y: Double) {
    drawing.shape("o", at: [(x + 10, y)], drawing.color(of: index), radius: 2.8)
  }

  func draw(in text: inout PlotText, at index: Int, series: Int) {
    for point in points {
      if let x = text.column(point.x), let y = text.row(point.y) {
        text.canvas.set(x, y, series: series)
      }
    }
  }

  func caption(in text: PlotText, named name: String) -> String? { text.summary(of: points, name) }
}
