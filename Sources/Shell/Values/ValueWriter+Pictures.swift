import Activations
import Figures
import Formats
import Tensors
import Terminal

extension ValueWriter {
  /// Draws patterns in the terminal's characters, up to as many as are wanted.
  func draw(_ list: PatternList) throws {
    for pattern in list.patterns.prefix(list.limit) {
      if settings["graphics"] == "off" {
        try output.line(pattern.address.description)
        continue
      }
      let text = try heatMap(pattern, list).text(
        queries: pattern.queryLabels, keys: pattern.keyLabels,
        title: pattern.address.description, options: textOptions(list.isLogarithmic))
      try output.line(text)
    }
    let left = list.patterns.count - list.limit
    if left > 0 {
      try output.line("\(counted(left, "more head")): --limit \(list.patterns.count) draws them all")
    }
  }

  /// A pattern in the colours that were asked for.
  func heatMap(_ pattern: Pattern, _ list: PatternList) throws -> HeatMap {
    let fallback = list.isDiverging ? "RdBu_r" : settings["colormap"]
    return try HeatMap(
      pattern.values, colormap: Colormap(named: list.colormap ?? fallback),
      scale: list.isDiverging ? .diverging : .range())
  }

  /// Writes figures: drawn for a person, as PNG for programs.
  func write(_ figures: [ShownFigure]) throws {
    switch mode {
    case .auto where output.isTerminal, .picture:
      for shown in figures { try output.line(try text(of: shown)) }
    case .auto, .png: try writePNG(figures.map(\.figure))
    default:
      throw ShellError(.usage, "figures can't be written as \(mode.rawValue)")
    }
  }

  /// Writes one figure's PNG.
  func writePNG(_ figures: [Figure]) throws {
    guard let figure = figures.first, figures.count == 1 else {
      throw ShellError(
        .usage, "a PNG holds one picture; there are \(figures.count): 'fig -o DIR' saves many")
    }
    switch figure {
    case .heatMap(let map): try output.write(bytes: map.image().pngData())
    case .encoded(let bytes, .png): try output.write(bytes: bytes)
    case .encoded, .plot: throw ShellError(.failed, "this figure has no PNG")
    }
  }

  private func text(of shown: ShownFigure) throws -> String {
    switch shown.figure {
    case .heatMap(let map): map.text(title: shown.name, options: textOptions(false))
    case .plot: "\(shown.name): a plot"
    case .encoded(let bytes, let format):
      "\(shown.name): \(format.rawValue), \(byteText(bytes.count))"
    }
  }

  private func textOptions(_ isLogarithmic: Bool) -> TextOptions {
    var options = TextOptions(width: output.size.columns)
    options.depth = settings["graphics"] == "ascii" ? .none : output.style.depth
    options.unicode = output.isTerminal ? TextLocale.isUTF8 : true
    options.logarithmic = isLogarithmic
    return options
  }
}
