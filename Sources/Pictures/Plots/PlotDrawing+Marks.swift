internal import Formats

extension PlotDrawing {
  /// Draws all marks, none of them outside the area.
  mutating func marks() throws {
    // A picture in the picture clips without an id, of which a page with many plots would have many.
    let (left, top) = (layout.left, layout.top)
    let box = [left, top, layout.width, layout.height].map(\.svg).joined(separator: " ")
    svg.open(
      "svg",
      ["x": left, "y": top, "width": layout.width, "height": layout.height, "viewBox": box])
    for (index, mark) in plot.marks.enumerated() { try mark.drawn.draw(in: &self, at: index) }
    svg.close("svg")
  }

  /// The colour of the series at this place in the marks.
  func color(of index: Int) -> String {
    let before = plot.marks[..<index].count { $0.drawn.isSeries }
    return seriesColors[before % seriesColors.count].hexadecimal
  }

  /// A marker at each point, smaller where they would touch.
  mutating func markers(_ points: [PlotPoint], _ marker: String, _ color: String) {
    let places = points.compactMap { point in
      layout.x(point.x).flatMap { x in layout.y(point.y).map { (x, $0) } }
    }
    let room = layout.width / Double(max(places.count, 1))
    shape(marker, at: places, color, radius: min(2.8, max(room * 0.45, 1.2)))
  }

  /// Markers of one kind at these places.
  mutating func shape(
    _ marker: String, at places: [(Double, Double)], _ color: String, radius: Double
  ) {
    if marker.isEmpty || marker == "--" || places.isEmpty { return }
    if marker == "x" {
      let side = (2 * radius).svg
      let path = places.map { x, y in
        "M\((x - radius).svg) \((y - radius).svg)l\(side) \(side)m0 -\(side)l-\(side) \(side)"
      }.joined()
      svg.add("path", ["d": path, "stroke": color, "stroke-width": radius < 2 ? "0.8" : "1.4"])
      return
    }
    let radius = marker == "." ? radius * 0.65 : radius
    svg.open("g", ["fill": color])
    for (x, y) in places { svg.add("circle", ["cx": x, "cy": y, "r": radius]) }
    svg.close("g")
  }

  /// A filled block, for the legend.
  mutating func block(_ color: String, x: Double, y: Double) {
    svg.add("rect", ["x": x + 3, "y": y - 5, "width": 14.0, "height": 10.0, "fill": color])
  }

  /// Bars from 0 to values, their middles `offset` beside their places.
  mutating func rectangles(
    _ points: [PlotPoint], _ color: String, width: Double, offset: Double,
    gap: Double
  ) {
    svg.open("g", ["fill": color])
    let foot = layout.y(0) ?? layout.y(layout.y.low) ?? layout.top + layout.height
    for point in points {
      let middle = point.x + offset
      guard let left = layout.x(middle - width / 2) ?? layout.x(layout.x.low),
        let right = layout.x(middle + width / 2), let end = layout.y(point.y), end != foot
      else { continue }
      // Thin bars keep no gap between them that would swallow them.
      let gap = right - left > 4 * gap ? gap : 0
      svg.add(
        "rect",
        [
          "x": left, "y": min(foot, end), "width": max(right - left - gap, 0.3),
          "height": abs(foot - end),
        ])
    }
    svg.close("g")
  }
}
