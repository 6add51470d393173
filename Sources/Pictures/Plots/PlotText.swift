internal import Foundation
internal import Text

/// Draws one plot of curves, points and bars in a terminal.
struct PlotText {
  let plot: Plot
  private let options: TextOptions
  private let scales: (x: AxisScale, y: AxisScale)
  private let labels: [(line: Int, text: String)]
  private let gutter: Int
  private let ticks: (x: Ticks, y: Ticks)
  var canvas: DotCanvas
  private var words: [Int: Character] = [:]
  private var output: StyledText

  init(_ plot: Plot, options: TextOptions) {
    (self.plot, self.options) = (plot, options)
    scales = plot.scales()
    let lines = min(max(options.height ?? 16, 4), max(8, options.width / 4))
    ticks.y = Ticks(scales.y, room: lines / 3, isWhole: plot.isWhole(\.y))
    let scale = scales.y
    labels = ticks.y.major.compactMap { tick in
      scale.place(tick.value).map { place in
        (Int(((1 - place) * Double(lines - 1)).rounded()), tick.text)
      }
    }
    gutter = max(labels.map(\.text.count).max() ?? 0, 3) + 2
    let columns = max(options.width - gutter - 1, 8)
    ticks.x = Ticks(scales.x, room: columns / 10, isWhole: plot.isWhole(\.x))
    canvas = DotCanvas(
      columns: columns, lines: lines,
      isBraille: options.unicode && !Self.needsSymbols(plot, options))
    output = StyledText(depth: options.depth)
  }

  /// Whether series could be told apart by symbols only: dashes tell one from the others as well.
  private static func needsSymbols(_ plot: Plot, _ options: TextOptions) -> Bool {
    let solid = plot.marks.count { $0.drawn.isSeries && !$0.drawn.isDashed }
    return solid > 1 && !options.depth.showsColormaps
  }

  mutating func text() -> String {
    if !plot.title.isEmpty { line(shown(plot.title)) }
    legend()
    for (index, mark) in plot.marks.enumerated() {
      mark.drawn.draw(in: &self, at: index, series: series(of: index))
    }
    rows()
    xAxis()
    for caption in captions { line(wrapped(caption, width: options.width)) }
    return output.text
  }

  private func series(of index: Int) -> Int {
    plot.marks[index].drawn.isSeries ? plot.marks[..<index].count { $0.drawn.isSeries } : -1
  }

  private func shown(_ text: String) -> String {
    fitted(
      visibleWords(text, unicode: options.unicode), columns: options.width,
      unicode: options.unicode)
  }

  private mutating func line(_ text: String) {
    output.put(text)
    output.endLine()
  }

  /// The terminal's own colour for rules.
  private func color(of series: Int) -> Color? {
    series < 0 ? nil : terminalSeriesColors[series % terminalSeriesColors.count]
  }

  // MARK: Marks

  /// The dot across of a value; what is far outside is not so far that a line there takes long.
  func column(_ value: Double) -> Int? {
    scales.x.place(value).map { Int((min(max($0, -9), 9) * Double(canvas.width - 1)).rounded()) }
  }

  /// The dot down of a value.
  func row(_ value: Double) -> Int? {
    scales.y.place(value).map {
      Int(((1 - min(max($0, -9), 9)) * Double(canvas.height - 1)).rounded())
    }
  }

  /// Bars from 0 to values, their middles `offset` beside their places.
  mutating func bars(
    _ points: [PlotPoint], width: Double, offset: Double, series: Int
  ) {
    let foot = row(0) ?? canvas.height - 1
    for point in points {
      let place = point.x + offset
      guard let end = row(point.y), let middle = column(place), point.y != 0 else { continue }
      let left = column(place - width / 2) ?? middle
      let right = max((column(place + width / 2) ?? middle) - 1, left)
      for x in max(left, 0)..<max(min(right + 1, canvas.width), max(left, 0)) {
        canvas.line(from: (x, foot), to: (x, end), series: series)
      }
    }
  }

  /// Words over the dots, in cells of one column each.
  mutating func put(_ text: String, column: Int, line: Int) {
    let text = visibleWords(text, unicode: options.unicode).filter {
      displayWidth(of: String($0)) == 1
    }
    let start = max(0, min(column - text.count / 2, canvas.columns - text.count))
    guard (0..<canvas.lines).contains(line) else { return }
    for (offset, character) in text.prefix(canvas.columns - start).enumerated() {
      words[line * canvas.columns + start + offset] = character
    }
  }

  // MARK: Lines of text

  private mutating func legend() {
    let labelled = plot.marks.map(\.drawn).enumerated().filter { !$0.element.label.isEmpty }
    if labelled.isEmpty { return }
    var used = 0
    for (index, mark) in labelled {
      let label = shown(mark.label).trimmingCharacters(in: .whitespaces)
      let width = displayWidth(of: label) + 5
      if used > 0 && used + width > options.width {
        output.endLine()
        used = 0
      }
      output.put(
        sample(of: mark, series: series(of: index)), foreground: color(of: series(of: index)),
        background: nil)
      output.put(" " + label + "  ")
      used += width
    }
    output.endLine()
  }

  private func sample(of mark: any DrawnMark, series: Int) -> String {
    canvas.isBraille ? mark.sample : String(repeating: DotCanvas.symbol(of: series), count: 2)
  }

  private mutating func rows() {
    for row in 0..<canvas.lines {
      let label = labels.first { $0.line == row }?.text ?? ""
      let bar = options.unicode ? (label.isEmpty ? "\u{2502}" : "\u{2524}") : "|"
      output.put(fitted(label, columns: gutter - 2, rightAligned: true) + " " + bar)
      for column in 0..<canvas.columns {
        if let word = words[row * canvas.columns + column] {
          output.put(String(word))
        } else if let (character, series) = canvas.character(column: column, line: row) {
          output.put(String(character), foreground: color(of: series), background: nil)
        } else {
          output.put(" ")
        }
      }
      output.endLine()
    }
  }

  /// The line under the marks, labels under that as far as they don't touch, and what it counts.
  private mutating func xAxis() {
    var candidates: [(value: Double, text: String)] = ticks.x.major.map { ($0.value, $0.text) }
    if !plot.x.names.isEmpty {
      candidates = plot.x.names.enumerated().map {
        let name = visible($1, unicode: options.unicode)
        return (Double($0), name.truncated(toWidth: 14, unicode: options.unicode))
      }.filter { $0.value >= scales.x.low && $0.value <= scales.x.high }
    }
    var ruler = [String](repeating: options.unicode ? "\u{2500}" : "-", count: canvas.columns)
    var (under, used) = ("", 0)
    for (value, text) in candidates {
      guard let dot = column(value) else { continue }
      let place = min(max(canvas.isBraille ? dot / 2 : dot, 0), canvas.columns - 1)
      let width = displayWidth(of: text)
      let start = max(
        0, min(place - (plot.x.names.isEmpty ? width / 2 : 0), canvas.columns - width))
      guard used == 0 || start > used else { continue }
      under += String(repeating: " ", count: max(0, start - used)) + text
      used = start + width
      ruler[place] = options.unicode ? "\u{252C}" : "+"
    }
    let indent = String(repeating: " ", count: gutter - 1)
    line(indent + (options.unicode ? "\u{2514}" : "+") + ruler.joined())
    line(indent + " " + under)
    let notes = [
      plot.x.label.isEmpty ? nil : "across: " + plot.x.label + factor(ticks.x, plot.x),
      plot.y.label.isEmpty && ticks.y.exponent == 0
        ? nil : "up: " + (plot.y.label.isEmpty ? "values" : plot.y.label) + factor(ticks.y, plot.y),
    ].compactMap { $0 }
    if !notes.isEmpty {
      line(
        wrapped(
          visibleWords(notes.joined(separator: "; "), unicode: options.unicode),
          width: options.width))
    }
  }

  private func factor(_ ticks: Ticks, _ axis: Axis) -> String {
    ticks.exponent == 0 || !axis.names.isEmpty ? "" : ", times 1e\(ticks.exponent)"
  }

  // MARK: Numbers

  /// What each series holds: its least and largest value, each with its place, the mean and the count.
  private var captions: [String] {
    var captions = plot.marks.map(\.drawn).compactMap { mark in
      let name = mark.label.isEmpty ? "" : visibleWords(mark.label, unicode: options.unicode) + ": "
      return mark.caption(in: self, named: name)
    }
    if let note = plot.missingNote { captions.append(note) }
    return captions
  }

  /// The least and the largest value of points with their places, the mean and the count.
  func summary(of points: [PlotPoint], _ name: String) -> String? {
    let points = points.filter { $0.y.isFinite }
    guard let low = points.min(by: { $0.y < $1.y }), let high = points.max(by: { $0.y < $1.y })
    else { return nil }
    func named(_ point: PlotPoint) -> String {
      let index = Int(exactly: point.x).flatMap { plot.x.names.indices.contains($0) ? $0 : nil }
      let token = index.map { " " + visible(plot.x.names[$0], unicode: options.unicode) } ?? ""
      return "\(number(point.y)) at \(number(point.x))" + token
    }
    if points.count == 1 { return name + named(low) }
    return name + "\(named(low)) to \(named(high)), mean \(number(mean(points.map(\.y)))), "
      + "\(points.count) values"
  }

  /// The mean of finite values.
  func mean(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 / Double(values.count) }
  }

  /// Six digits; zero has no sign.
  func number(_ value: Double) -> String {
    value == 0 ? "0" : String(format: "%.6g", value)
  }
}

extension String {
  fileprivate func truncated(toWidth width: Int, unicode: Bool) -> String {
    displayWidth(of: self) <= width ? self : fitted(self, columns: width, unicode: unicode)
  }
}
