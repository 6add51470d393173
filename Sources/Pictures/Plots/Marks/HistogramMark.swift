extension Mark {
  /// How many values lie in each of `bins` equal parts of their range.
  public static func histogram(_ values: [Double], bins: Int, label: String = "") -> Mark {
    Mark(drawn: HistogramMark(values, bins: bins, label: label))
  }
}

/// How many values lie in each of some equal parts of their range.
struct HistogramMark: DrawnMark {
  let values: [Double]
  let label: String
  private let histogram: Histogram

  let isSeries = true

  init(_ values: [Double], bins: Int, label: String) {
    (self.values, self.label) = (values, label)
    histogram = Histogram(of: values, bins: bins)
  }

  var points: [PlotPoint] { histogram.bars }
  var numbers: [Double] { values }

  func extend(_ xs: inout AxisRange, _ ys: inout AxisRange, in plot: Plot) {
    xs.add(histogram.low)
    xs.add(histogram.low + histogram.width * Double(histogram.counts.count))
    for count in histogram.counts { ys.add(Double(count)) }
    ys.add(0, isFixed: true)
  }

  func isWhole(isAcross: Bool) -> Bool { !isAcross }

  func missingValues(in plot: Plot) -> Int { values.count { !$0.isFinite } }

  func draw(in drawing: inout PlotDrawing, at index: Int) {
    drawing.rectangles(
      points, drawing.color(of: index), width: histogram.width, offset: 0, gap: 1)
  }

  func sample(in drawing: inout PlotDrawing, at index: Int, x: Double, y: Double) {
    drawing.block(drawing.color(of: index), x: x, y: y)
  }

  func draw(in text: inout PlotText, at index: Int, series: Int) {
    text.bars(points, width: histogram.width, offset: 0, series: series)
  }

  func caption(in text: PlotText, named name: String) -> String? {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return nil }
    return name + "\(finite.count) values from \(text.number(low)) to \(text.number(high)), "
      + "mean \(text.number(text.mean(finite))), in \(histogram.counts.count) parts of "
      + text.number(histogram.width)
  }
}
