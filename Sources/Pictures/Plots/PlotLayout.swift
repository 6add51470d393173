/// Where the parts of a plot lie in its SVG, in pixels.
struct PlotLayout {
  /// A word or number at an axis.
  struct Label: Equatable {
    let value: Double
    let text: String
    /// The exponent where the label is a power of ten.
    var power: Int?
  }

  /// Sizes of letters.
  static let (titleSize, labelSize, tickSize) = (14.0, 12.0, 11.0)

  /// The least distance of two lines of tick labels.
  static let tickLine = 12.5

  /// Values to places.
  let (x, y): (AxisScale, AxisScale)

  /// Whether the vertical axis points down.
  let isDown: Bool

  /// The area of the marks.
  let (left, top, width, height): (Double, Double, Double, Double)

  /// The size of it all.
  let (totalWidth, totalHeight): (Double, Double)

  /// What stands at the axes, and the marks without labels.
  let (xLabels, yLabels): ([Label], [Label])
  let (xTicks, yTicks): (Ticks, Ticks)

  /// Whether labels under the horizontal axis are turned to read upwards.
  let isTurned: Bool

  /// Room under and at the left of the area for them.
  let (xRoom, yRoom): (Double, Double)

  /// Lines of the legend: places in the plot's marks.
  let legend: [[Int]]

  /// Ticks of the colour bar, where there is one.
  let barTicks: Ticks?

  init(_ plot: Plot) {
    (x, y) = plot.scales()
    isDown = plot.hasRows
    let area = Self.areaSize(of: plot)
    (width, height) = area

    xTicks = Ticks(x, room: Int(area.width / 64), isWhole: plot.isWhole(\.x))
    yTicks = Ticks(y, room: Int(area.height / 36), isWhole: plot.isWhole(\.y))
    let yStep = plot.y.showsAll ? 1 : Self.step(length: area.height, of: y)
    yLabels = Self.labels(plot.y, yTicks, y, step: yStep, width: 110)
    let xStep = plot.x.showsAll ? 1 : Self.step(length: area.width, of: x)
    let wide = Self.labels(plot.x, xTicks, x, step: 1, width: 110)
    let spacing = area.width / max(x.high - x.low, 1)
    isTurned =
      !plot.x.names.isEmpty
      && wide.contains { textWidth($0.text, size: Self.tickSize) > spacing - 4 }
    xLabels = isTurned ? Self.labels(plot.x, xTicks, x, step: xStep, width: 90) : wide

    func widest(_ labels: [Label]) -> Double {
      labels.map { textWidth($0.power.map { "10-\($0)" } ?? $0.text, size: Self.tickSize) }.max()
        ?? 0
    }
    yRoom = 8 + widest(yLabels)
    xRoom = 8 + (isTurned ? widest(xLabels) : Self.tickSize)
    left = 10 + (plot.y.label.isEmpty ? 0 : 20) + yRoom

    var lines: [[Int]] = []
    var used = Double.infinity
    for (index, mark) in plot.marks.enumerated() where !mark.drawn.label.isEmpty {
      let entry = Self.legendWidth(of: mark.drawn.label)
      if used + entry > area.width {
        lines.append([])
        used = 0
      }
      lines[lines.count - 1].append(index)
      used += entry
    }
    legend = lines
    top =
      12 + (plot.title.isEmpty ? 0 : 22) + Double(lines.count) * 18
      + (yTicks.exponent != 0 && plot.y.names.isEmpty ? 14 : 0)

    var right = left + area.width + 16
    if let bar = plot.colorBar {
      let ticks = Ticks(bar.scale, room: Int(area.height / 36))
      let labels = ticks.major.map { Label(value: $0.value, text: $0.label) }
      right = left + area.width + 16 + 14 + 8 + widest(labels) + 12
      barTicks = ticks
    } else {
      barTicks = nil
    }
    let legendWidth = lines.map { line in
      line.reduce(0) { $0 + Self.legendWidth(of: plot.marks[$1].drawn.label) }
    }.max()
    let titleRight = left + min(textWidth(plot.title, size: Self.titleSize) * 1.05, 420)
    totalWidth = max(right, left + (legendWidth ?? 0), titleRight + 12)
    let note = plot.missingNote == nil ? 0.0 : 16
    let exponent = xTicks.exponent != 0 && plot.x.names.isEmpty ? 12.0 : 0
    totalHeight =
      top + area.height + xRoom + (plot.x.label.isEmpty ? 0 : 20) + exponent + note + 10
  }

  /// The side of the squares of cells that share a dot where a matrix has more cells than the area has pixels.
  static func pooling(of map: HeatMap, in area: (width: Double, height: Double)) -> Int {
    max(
      1, Int((Double(map.columns) / area.width).rounded(.up)),
      Int((Double(map.rows) / area.height).rounded(.up)))
  }

  /// Where a value lies across, in pixels; nil where it has no place.
  func x(_ value: Double) -> Double? { x.place(value).map { left + $0 * width } }

  /// Where a value lies from above, in pixels; nil where it has no place.
  func y(_ value: Double) -> Double? {
    y.place(value).map { top + (isDown ? $0 : 1 - $0) * height }
  }

  /// Width of an entry of the legend: a sample of the mark, its label and the gap to the next.
  static func legendWidth(of label: String) -> Double {
    26 + textWidth(label, size: tickSize) + 16
  }

  /// Curves have an area of one size; cells are square as far as that leaves a picture to see.
  static func areaSize(of plot: Plot) -> (width: Double, height: Double) {
    func room(_ axis: Axis) -> Double { axis.showsAll ? Double(axis.names.count) * tickLine : 0 }
    guard let mark = plot.grid, let grid = mark.grid else {
      return (max(520, room(plot.x)), 300)
    }
    var cell = mark.cellSide(ofLongest: Double(max(grid.rows, grid.columns)))
    if plot.x.showsAll || plot.y.showsAll { cell = max(cell, tickLine) }
    return (max(Double(grid.columns) * cell, 60), max(Double(grid.rows) * cell, 60))
  }

  /// How many names share one label so that lines of text don't touch.
  private static func step(length: Double, of scale: AxisScale) -> Int {
    let step = (tickLine * (scale.high - scale.low) / length).rounded(.up)
    return max(1, Int(min(step, 1e9)))
  }

  private static func labels(
    _ axis: Axis, _ ticks: Ticks, _ scale: AxisScale, step: Int, width: Double
  ) -> [Label] {
    if axis.names.isEmpty {
      return ticks.major.map { tick in
        let text = tick.label.replacing("-", with: "\u{2212}")
        return Label(value: tick.value, text: text, power: tick.power)
      }
    }
    return stride(from: 0, to: axis.names.count, by: step).compactMap { index in
      let value = Double(index)
      guard value >= scale.low, value <= scale.high else { return nil }
      // Among tokens of which some are left out nobody could tell which these are.
      let name = (axis.isTokens && step > 1 ? "\(index) " : "") + visible(axis.names[index])
      return Label(value: value, text: fittedToWidth(name, width, size: tickSize))
    }
  }
}
