import Activations
import Figures
import Formats
import Pictures
import Tensors
import Terminal
import Text
import Workspace

extension PatternList {
  /// What a cell is that stands for many values; nil for the strongest.
  fileprivate var pooling: Pooling? { showsMeans ? .mean : nil }
}

extension ValueWriter {
  /// Draws patterns in the terminal's characters, up to as many as are wanted.
  func draw(_ list: PatternList) throws {
    for pattern in list.patterns.prefix(list.limit) {
      if settings["graphics"] == "off" {
        try output.line(pattern.address.description)
        continue
      }
      let map = try picture(pattern, list)
      if try drawPixels(map, title: pattern.address.description, list) { continue }
      let text = map.text(
        queries: pattern.readableQueries, keys: pattern.readableKeys,
        title: pattern.address.description,
        first: (pattern.queries.lowerBound, pattern.keys.lowerBound),
        options: textOptions(list.isLogarithmic, list.pooling))
      try output.line(text)
    }
    let left = list.patterns.count - list.limit
    if left > 0 {
      try output.line(
        "\(counted(left, "more head")): --limit \(list.patterns.count) draws them all")
    }
  }

  /// Draws a heat map in pixels, with its scale below, where the terminal can.
  ///
  /// - Returns: false where it is to be drawn in characters.
  private func drawPixels(_ map: HeatMap, title: String, _ list: PatternList) throws -> Bool {
    let choice = graphicsChoice
    guard choice.protocol.showsPixels, !list.isLogarithmic else { return false }
    let rows = max(output.size.rows - 4, 8)
    let columns = max(min(output.size.columns - 1, 2 * rows), 1)
    let image = try map.pixels(
      across: columns * choice.cell.width, down: rows * choice.cell.height, pooling: list.pooling)
    let picture = Picture(
      width: image.width, height: image.height, indices: image.indices,
      palette: image.palette.map { ($0.red, $0.green, $0.blue) }, png: try image.pngData())
    try output.line(title)
    try output.write(picture, for: choice)
    try output.line(wrapped(map.caption, width: output.size.columns))
    return true
  }

  /// How pictures are shown; in a pipe, a file or a pager never as pixels.
  var graphicsChoice: GraphicsChoice {
    let setting = GraphicsProtocol(rawValue: settings["graphics"])
    return output.graphics.choice(setting: output.isTerminal ? setting : .ascii)
  }

  /// A pattern to look at: of a large one no more than can be told apart, made in one sweep over
  /// its rows.
  private func picture(_ pattern: Pattern, _ list: PatternList) throws -> HeatMap {
    let pooled = try HeatMap.pooled(
      pattern.rows, below: 2048, by: list.pooling, colormap: colormap(list),
      scale: list.isDiverging ? .diverging : .range(), until: isCancelled)
    return try pooled ?? heatMap(pattern, list)
  }

  private func colormap(_ list: PatternList) throws -> Colormap {
    try Colormap(
      named: list.colormap ?? (list.isDiverging ? "RdBu_r" : settings["colormap"]))
  }

  /// A pattern in the colours that were asked for.
  func heatMap(_ pattern: Pattern, _ list: PatternList) throws -> HeatMap {
    try HeatMap(
      pattern.values, colormap: colormap(list),
      scale: list.isDiverging ? .diverging : .range())
  }

  /// Writes figures: drawn for a person, as a file's bytes for programs.
  func write(_ figures: [ShownFigure]) throws {
    switch mode {
    case .auto where output.isTerminal, .picture:
      for shown in figures {
        try output.line(shown.figure.text(title: shown.name, options: textOptions(false)))
      }
    case .auto, .png, .svg: try writeFile(figures.map(\.figure))
    case .npy where figures.count == 1:
      guard case .heatMap(let map) = figures[0].figure else { fallthrough }
      try output.write(bytes: npyData(map.matrix))
    default:
      throw ShellError(.usage, "figures can't be written as \(mode.rawValue)")
    }
  }

  /// Writes the bytes of one figure's file: PNG, or SVG if that is asked for or all there is.
  func writeFile(_ figures: [Figure]) throws {
    guard let figure = figures.first, figures.count == 1 else {
      throw ShellError(
        .usage,
        "a file holds one picture; there are \(figures.count): 'fig ... -o DIR' saves many")
    }
    var format = mode == .svg ? FigureFormat.svg : .png
    if case .plot = figure, mode == .auto { format = .svg }
    try output.write(bytes: try figure.bytes(as: format))
  }

  private func textOptions(_ isLogarithmic: Bool, _ pooling: Pooling? = nil) -> TextOptions {
    var options = TextOptions(width: output.size.columns)
    options.depth = settings["graphics"] == "ascii" ? .none : output.style.depth
    options.unicode = output.isTerminal ? TextLocale.isUTF8 : true
    options.logarithmic = isLogarithmic
    options.pooling = pooling
    return options
  }
}
