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
    for (index, mark) in plot.marks.enumerated() {
      switch mark {
      case .cells(let map):
        let side = PlotLayout.pooling(of: map, in: (layout.width, layout.height))
        let pooled = try map.pooled(side: side)
        // The last block may reach over the edge, where nothing is drawn.
        image(
          try pooled.enlargedPNG(to: HeatMap.sharpSide), x: -0.5, y: -0.5,
          width: pooled.columns * side, height: pooled.rows * side)
      case .tiles(let maps, let columns): try tiles(maps, columns: max(1, columns))
      case .line(_, _, let marker, _): line(index, marker: marker)
      case .points: markers(index, "o")
      case .bars:
        let (width, offset) = plot.bars(at: index)
        rectangles(index, width: width, offset: offset, gap: 0)
      case .histogram(let values, let bins, _):
        let histogram = Histogram(of: values, bins: bins)
        rectangles(index, width: histogram.width, offset: 0, gap: 1)
      case .rule(let x, let y, _): rule(x: x, y: y)
      case .text(let text, let x, let y): words(text, x: x, y: y)
      }
    }
    svg.close("svg")
  }

  /// The colour of the series at this place in the marks.
  private func color(of index: Int) -> String {
    let before = plot.marks[..<index].count { $0.isSeries }
    return seriesColors[before % seriesColors.count].hexadecimal
  }

  /// What a mark looks like, for the legend.
  mutating func sample(of index: Int, x: Double, y: Double) {
    let line = "M\(x.svg) \(y.svg)h20"
    switch plot.marks[index] {
    case .line(_, _, let marker, _):
      stroke(line, index, isDashed: marker == "--")
      shape(marker, at: [(x + 10, y)], color(of: index), radius: 2.8)
    case .points: shape("o", at: [(x + 10, y)], color(of: index), radius: 2.8)
    case .bars, .histogram:
      svg.add(
        "rect",
        ["x": x + 3, "y": y - 5, "width": 14.0, "height": 10.0, "fill": color(of: index)])
    case .rule:
      svg.add(
        "path", ["d": line, "stroke": "#555555", "stroke-width": "1.2", "stroke-dasharray": "5 3"])
    case .cells, .tiles, .text: break
    }
  }

  // MARK: Curves

  private mutating func stroke(_ path: String, _ index: Int, isDashed: Bool) {
    svg.add(
      "path",
      [
        "d": path, "fill": "none", "stroke": color(of: index), "stroke-width": "1.6",
        "stroke-linejoin": "round", "stroke-dasharray": isDashed ? "6 3" : "none",
      ])
  }

  private mutating func line(_ index: Int, marker: String) {
    // Runs of points between gaps.
    var runs: [[(x: Double, y: Double)]] = [[]]
    for point in plot.marks[index].points {
      if let x = layout.x(point.x), let y = layout.y(point.y) {
        runs[runs.count - 1].append((x, y))
      } else if runs.last?.isEmpty == false {
        runs.append([])
      }
    }
    let path = runs.filter { $0.count > 1 }.map { run in
      "M" + run.map { $0.x.svg + " " + $0.y.svg }.joined(separator: "L")
    }.joined()
    if !path.isEmpty { stroke(path, index, isDashed: marker == "--") }
    markers(index, marker)
    // A point between two gaps is no line, but is to be seen.
    if marker.isEmpty || marker == "--" {
      let alone = runs.filter { $0.count == 1 }.map { ($0[0].x, $0[0].y) }
      shape(".", at: alone, color(of: index), radius: 2.8)
    }
  }

  /// A marker at each point, smaller where they would touch.
  private mutating func markers(_ index: Int, _ marker: String) {
    let places = plot.marks[index].points.compactMap { point in
      layout.x(point.x).flatMap { x in layout.y(point.y).map { (x, $0) } }
    }
    let room = layout.width / Double(max(places.count, 1))
    shape(marker, at: places, color(of: index), radius: min(2.8, max(room * 0.45, 1.2)))
  }

  private mutating func shape(
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

  // MARK: Bars

  private mutating func rectangles(_ index: Int, width: Double, offset: Double, gap: Double) {
    svg.open("g", ["fill": color(of: index)])
    let foot = layout.y(0) ?? layout.y(layout.y.low) ?? layout.top + layout.height
    for point in plot.marks[index].points {
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

  // MARK: Cells, rules and words

  /// A picture over columns from `x` and rows from `y` on.
  private mutating func image(_ png: [UInt8], x: Double, y: Double, width: Int, height: Int) {
    guard let left = layout.x(x), let right = layout.x(x + Double(width)),
      let top = layout.y(y), let bottom = layout.y(y + Double(height))
    else { return }
    svg.addImage(png: png, x: left, y: top, width: right - left, height: bottom - top)
  }

  private mutating func tiles(_ maps: [HeatMap?], columns: Int) throws {
    for (index, map) in maps.enumerated() {
      guard let map, let left = layout.x(Double(index % columns) - 0.46),
        let right = layout.x(Double(index % columns) + 0.46),
        let top = layout.y(Double(index / columns) - 0.46),
        let bottom = layout.y(Double(index / columns) + 0.46)
      else { continue }
      let (width, height) = (right - left, bottom - top)
      // No more pixels than there is room for: a program would leave out some.
      let side = PlotLayout.pooling(of: map, in: (width, height))
      let png = try map.pooled(side: side).enlargedPNG(to: 128)
      svg.addImage(png: png, x: left, y: top, width: width, height: height)
      svg.add(
        "rect",
        [
          "x": left, "y": top, "width": width, "height": height, "fill": "none",
          "stroke": "#999999", "stroke-width": "0.5",
        ])
    }
  }

  private mutating func rule(x: Double?, y: Double?) {
    var path = ""
    if let x = x.flatMap(layout.x) { path += "M\(x.svg) \(layout.top.svg)v\(layout.height.svg)" }
    if let y = y.flatMap(layout.y) { path += "M\(layout.left.svg) \(y.svg)h\(layout.width.svg)" }
    if path.isEmpty { return }
    svg.add(
      "path", ["d": path, "stroke": "#555555", "stroke-width": "1.2", "stroke-dasharray": "5 3"])
  }

  /// Words with a white rim, to be read on any ground.
  private mutating func words(_ text: String, x: Double, y: Double) {
    guard let x = layout.x(x), let y = layout.y(y) else { return }
    svg.add(
      "text",
      [
        "x": x, "y": y + 4, "text-anchor": "middle", "stroke": "#ffffff", "stroke-width": "2.5",
        "stroke-linejoin": "round", "paint-order": "stroke",
      ], text: visibleWords(text))
  }
}
