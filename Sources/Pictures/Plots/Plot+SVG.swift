internal import Formats

extension Plot {
  /// The plot as an SVG document whose words are texts, not outlines.
  ///
  /// - Throws: `FormatError` where a heat map in it has more pixels than PNG can hold.
  public func svg() throws -> String { try drawn().svg }

  /// The same with its size in pixels.
  func drawn() throws -> (svg: String, size: (width: Double, height: Double)) {
    var drawing = PlotDrawing(self)
    let svg = try drawing.document()
    return (svg, (drawing.layout.totalWidth, drawing.layout.totalHeight))
  }

  /// The heat map that the colour bar explains, and the values along the bar.
  var colorBar: (map: HeatMap, scale: AxisScale)? {
    guard let map = marks.lazy.compactMap(\.drawn.coloredMap).first else { return nil }
    let ends = (Double(map.placement.value(at: 0)), Double(map.placement.value(at: 1)))
    let axis = Axis(limits: ends.0 < ends.1 ? ends.0...ends.1 : nil)
    return (map, AxisScale(axis, showing: nil))
  }
}

/// Draws one plot as SVG: around the marks here, each mark in its file of `Marks`.
struct PlotDrawing {
  let plot: Plot
  let layout: PlotLayout
  var svg: SVGWriter

  private static let (ink, line, grid) = ("#222222", "#444444", "#e4e4e4")

  init(_ plot: Plot) {
    self.plot = plot
    layout = PlotLayout(plot)
    svg = SVGWriter(width: layout.totalWidth, height: layout.totalHeight)
  }

  /// The whole document.
  mutating func document() throws -> String {
    svg.begin(["font-family": plotFonts, "font-size": PlotLayout.tickSize, "fill": Self.ink])
    if !plot.title.isEmpty { svg.add("title", [:], text: visibleWords(plot.title)) }
    svg.add("rect", ["width": "100%", "height": "100%", "fill": "#ffffff"])
    heading()
    legend()
    if !layout.isDown { grid() }
    try marks()
    frame()
    xAxis()
    yAxis()
    try colorBar()
    svg.close("svg")
    return svg.text
  }

  private mutating func heading() {
    guard !plot.title.isEmpty else { return }
    let room = layout.totalWidth - layout.left - 12
    let title = fittedToWidth(visibleWords(plot.title), room / 1.05, size: PlotLayout.titleSize)
    svg.add(
      "text",
      [
        "x": layout.left, "y": 24.0, "font-size": PlotLayout.titleSize, "font-weight": "bold",
      ], text: title)
  }

  private mutating func grid() {
    svg.open("g", ["stroke": Self.grid, "stroke-width": "1"])
    if plot.x.names.isEmpty {
      for label in layout.xLabels {
        guard let x = layout.x(label.value) else { continue }
        svg.add("line", ["x1": x, "y1": layout.top, "x2": x, "y2": layout.top + layout.height])
      }
    }
    if plot.y.names.isEmpty {
      for label in layout.yLabels {
        guard let y = layout.y(label.value) else { continue }
        svg.add("line", ["x1": layout.left, "y1": y, "x2": layout.left + layout.width, "y2": y])
      }
    }
    svg.close("g")
  }

  /// A box around cells, two lines for curves.
  private mutating func frame() {
    if plot.grid?.framesItself == true { return }
    let (right, bottom) = (layout.left + layout.width, layout.top + layout.height)
    let path =
      layout.isDown
      ? "M\(layout.left.svg) \(layout.top.svg)H\(right.svg)V\(bottom.svg)H\(layout.left.svg)Z"
      : "M\(layout.left.svg) \(layout.top.svg)V\(bottom.svg)H\(right.svg)"
    svg.add("path", ["d": path, "fill": "none", "stroke": Self.line, "stroke-width": "1"])
  }

  // MARK: Axes

  private mutating func xAxis() {
    let bottom = layout.top + layout.height
    tickLines(layout.xLabels.map(\.value), layout.xTicks.minor, isHorizontal: true)
    for label in layout.xLabels {
      guard let x = layout.x(label.value) else { continue }
      if layout.isTurned {
        let place = "rotate(-90 \(x.svg) \((bottom + 8).svg))"
        svg.add(
          "text",
          [
            "x": x, "y": bottom + 8, "dy": "0.35em", "text-anchor": "end", "transform": place,
          ], text: label.text)
      } else {
        number(label, x: x, y: bottom + 17, anchor: "middle")
      }
    }
    var y = bottom + layout.xRoom
    if plot.x.names.isEmpty && layout.xTicks.exponent != 0 {
      y += 12
      factor(layout.xTicks.exponent, x: layout.left + layout.width, y: y, anchor: "end")
    }
    if !plot.x.label.isEmpty {
      y += 16
      let text = fittedToWidth(
        visibleWords(plot.x.label), layout.totalWidth - 16, size: PlotLayout.labelSize)
      let half = textWidth(text, size: PlotLayout.labelSize) / 2
      let middle = min(
        max(layout.left + layout.width / 2, half + 8), layout.totalWidth - half - 8)
      svg.add(
        "text",
        ["x": middle, "y": y, "font-size": PlotLayout.labelSize, "text-anchor": "middle"],
        text: text)
    }
    if let note = plot.missingNote {
      svg.add(
        "text", ["x": layout.left, "y": y + 18, "font-size": "10", "fill": "#777777"], text: note)
    }
  }

  private mutating func yAxis() {
    tickLines(layout.yLabels.map(\.value), layout.yTicks.minor, isHorizontal: false)
    for label in layout.yLabels {
      guard let y = layout.y(label.value) else { continue }
      number(label, x: layout.left - 8, y: y + 4, anchor: "end")
    }
    if plot.y.names.isEmpty && layout.yTicks.exponent != 0 {
      factor(layout.yTicks.exponent, x: layout.left, y: layout.top - 6, anchor: "middle")
    }
    if !plot.y.label.isEmpty {
      let (x, y) = (20.0, layout.top + layout.height / 2)
      let text = fittedToWidth(
        visibleWords(plot.y.label), layout.totalHeight - 8, size: PlotLayout.labelSize)
      svg.add(
        "text",
        [
          "x": x, "y": y, "font-size": PlotLayout.labelSize, "text-anchor": "middle",
          "transform": "rotate(-90 \(x.svg) \(y.svg))",
        ], text: text)
    }
  }

  /// Short lines outside the area at these values, shorter ones at `minor`.
  private mutating func tickLines(_ major: [Double], _ minor: [Double], isHorizontal: Bool) {
    if plot.grid?.framesItself == true { return }
    var path = ""
    for (values, length) in [(major, 4.0), (minor, 2.5)] {
      for value in values {
        if isHorizontal, let x = layout.x(value) {
          path += "M\(x.svg) \((layout.top + layout.height).svg)v\(length.svg)"
        } else if !isHorizontal, let y = layout.y(value) {
          path += "M\(layout.left.svg) \(y.svg)h\((-length).svg)"
        }
      }
    }
    if path.isEmpty { return }
    svg.add("path", ["d": path, "stroke": Self.line, "stroke-width": "1"])
  }

  /// A tick's label; a power of ten has its exponent raised.
  private mutating func number(_ label: PlotLayout.Label, x: Double, y: Double, anchor: String) {
    guard let power = label.power else {
      svg.add("text", ["x": x, "y": y, "text-anchor": anchor], text: label.text)
      return
    }
    svg.open("text", ["x": x, "y": y, "text-anchor": anchor])
    tenTo(power, before: "10")
    svg.close("text")
  }

  private mutating func factor(_ exponent: Int, x: Double, y: Double, anchor: String) {
    svg.open("text", ["x": x, "y": y, "text-anchor": anchor])
    tenTo(exponent, before: "\u{D7}10")
    svg.close("text")
  }

  private mutating func tenTo(_ power: Int, before base: String) {
    svg.add("tspan", [:], text: base)
    svg.add(
      "tspan", ["dy": "-4", "font-size": "8.5"],
      text: String(power).replacing("-", with: "\u{2212}"))
  }

  // MARK: Explanations

  private mutating func legend() {
    var y = 14.0 + (plot.title.isEmpty ? 0 : 22)
    for line in layout.legend {
      var x = layout.left
      for index in line {
        let label = visibleWords(plot.marks[index].drawn.label)
        plot.marks[index].drawn.sample(in: &self, at: index, x: x, y: y)
        svg.add("text", ["x": x + 26, "y": y + 4], text: label)
        x += PlotLayout.legendWidth(of: label)
      }
      y += 18
    }
  }

  private mutating func colorBar() throws {
    guard let (map, scale) = plot.colorBar, let ticks = layout.barTicks else { return }
    let (x, width) = (layout.left + layout.width + 16, 14.0)
    let colors = map.colormap.colors
    // A palette holds 256 colours: of a map with 510 every second is shown.
    let shown = stride(from: 0, to: colors.count, by: (colors.count + 255) / 256).map { colors[$0] }
    let picture = IndexedImage(
      width: 1, height: shown.count, indices: shown.indices.reversed().map { UInt8($0) },
      palette: shown)
    svg.addImage(
      png: try picture.pngData(), x: x, y: layout.top, width: width, height: layout.height)
    var path =
      "M\(x.svg) \(layout.top.svg)h\(width.svg)v\(layout.height.svg)h\((-width).svg)Z"
    for tick in ticks.major {
      guard let place = scale.place(tick.value) else { continue }
      let y = layout.top + (1 - place) * layout.height
      path += "M\((x + width).svg) \(y.svg)h4"
      let text = tick.label.replacing("-", with: "\u{2212}")
      svg.add("text", ["x": x + width + 8, "y": y + 4], text: text)
    }
    svg.add("path", ["d": path, "fill": "none", "stroke": Self.line, "stroke-width": "1"])
    if ticks.exponent != 0 {
      factor(ticks.exponent, x: x, y: layout.top + layout.height + 16, anchor: "start")
    }
  }
}
