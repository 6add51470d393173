internal import Formats

extension Mark {
  /// A line through points; it breaks where a value has no place.
  ///
  /// - Parameter marker: What stands at its points: nothing, rings (`o`), crosses (`x`) or dots (`.`); `--` makes it dashed.
  public static func line(
    x: [Double], y: [Double], marker: String = "", label: String = ""
  ) -> Mark {
    Mark(drawn: LineMark(points: points(x, y), marker: marker, label: label))
  }
}

/// A line through points, with a marker at each if one is named; it breaks where a value has no place.
struct LineMark: DrawnMark {
  let points: [PlotPoint]
  let marker: String
  let label: String

  let isSeries = true
  var isDashed: Bool { marker == "--" }
  var sample: String { isDashed ? "\u{254C}\u{254C}" : "\u{2500}\u{2500}" }

  func extend(_ xs: inout AxisRange, _ ys: inout AxisRange, in plot: Plot) {
    for point in points where plot.x.shows(point.x) && plot.y.shows(point.y) {
      xs.add(point.x)
      ys.add(point.y)
    }
  }

  func draw(in drawing: inout PlotDrawing, at index: Int) {
    // Runs of points between gaps.
    var runs: [[(x: Double, y: Double)]] = [[]]
    for point in points {
      if let x = drawing.layout.x(point.x), let y = drawing.layout.y(point.y) {
        runs[runs.count - 1].append((x, y))
      } else if runs.last?.isEmpty == false {
        runs.append([])
      }
    }
    let path = runs.filter { $0.count > 1 }.map { run in
      "M" + run.map { $0.x.svg + " " + $0.y.svg }.joined(separator: "L")
    }.joined()
    if !path.isEmpty { stroke(path, in: &drawing, at: index) }
    drawing.markers(points, marker, drawing.color(of: index))
    // A point between two gaps is no line, but is to be seen.
    if marker.isEmpty || isDashed {
      let alone = runs.filter { $0.count == 1 }.map { ($0[0].x, $0[0].y) }
      drawing.shape(".", at: alone, drawing.color(of: index), radius: 2.8)
    }
  }

  func sample(in drawing: inout PlotDrawing, at index: Int, x: Double, y: Double) {
    stroke("M\(x.svg) \(y.svg)h20", in: &drawing, at: index)
    drawing.shape(marker, at: [(x + 10, y)], drawing.color(of: index), radius: 2.8)
  }

  private func stroke(_ path: String, in drawing: inout PlotDrawing, at index: Int) {
    drawing.svg.add(
      "path",
      [
        "d": path, "fill": "none", "stroke": drawing.color(of: index), "stroke-width": "1.6",
        "stroke-linejoin": "round", "stroke-dasharray": isDashed ? "6 3" : "none",
      ])
  }

  func draw(in text: inout PlotText, at index: Int, series: Int) {
    var last: (x: Int, y: Int)?
    for point in points {
      guard let x = text.column(point.x), let y = text.row(point.y) else {
        last = nil
        continue
      }
      text.canvas.line(from: last ?? (x, y), to: (x, y), series: series, isDashed: isDashed)
      last = (x, y)
    }
  }

  func caption(in text: PlotText, named name: String) -> String? { text.summary(of: points, name) }
}
