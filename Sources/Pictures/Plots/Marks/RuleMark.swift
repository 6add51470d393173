internal import Formats

extension Mark {
  /// A line across the plot at one value of x or y.
  public static func rule(x: Double? = nil, y: Double? = nil, label: String = "") -> Mark {
    Mark(drawn: RuleMark(x: x, y: y, label: label))
  }
}

/// A line across the plot at one value of x or y.
struct RuleMark: DrawnMark {
  let x: Double?
  let y: Double?
  let label: String

  let sample = "\u{254C}\u{254C}"

  func extend(_ xs: inout AxisRange, _ ys: inout AxisRange, in plot: Plot) {
    if let x { xs.add(x) }
    if let y { ys.add(y) }
  }

  func isWhole(isAcross: Bool) -> Bool {
    (isAcross ? x : y).map { $0 == $0.rounded() } ?? true
  }

  func draw(in drawing: inout PlotDrawing, at index: Int) {
    let layout = drawing.layout
    var path = ""
    if let x = x.flatMap(layout.x) { path += "M\(x.svg) \(layout.top.svg)v\(layout.height.svg)" }
    if let y = y.flatMap(layout.y) { path += "M\(layout.left.svg) \(y.svg)h\(layout.width.svg)" }
    if !path.isEmpty { Self.stroke(path, in: &drawing) }
  }

  func sample(in drawing: inout PlotDrawing, at index: Int, x: Double, y: Double) {
    Self.stroke("M\(x.svg) \(y.svg)h20", in: &drawing)
  }

  private static func stroke(_ path: String, in drawing: inout PlotDrawing) {
    drawing.svg.add(
      "path", ["d": path, "stroke": "#555555", "stroke-width": "1.2", "stroke-dasharray": "5 3"])
  }

  func draw(in text: inout PlotText, at index: Int, series: Int) {
    if let x = x.flatMap(text.column) {
      for y in stride(from: 0, to: text.canvas.height, by: 2) { text.canvas.set(x, y, series: -1) }
    }
    if let y = y.flatMap(text.row) {
      for x in stride(from: 0, to: text.canvas.width, by: 2) { text.canvas.set(x, y, series: -1) }
    }
  }

  func caption(in text: PlotText, named name: String) -> String? {
    guard !label.isEmpty else { return nil }
    let places = [x.map { "x = " + text.number($0) }, y.map { "y = " + text.number($0) }]
    return name + places.compactMap(\.self).joined(separator: ", ")
  }
}
