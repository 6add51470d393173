internal import Formats

extension Figure {
  /// The formats it can be saved in.
  public var formats: [FigureFormat] {
    switch self {
    case .heatMap: [.png, .svg, .svgz]
    case .plot: [.svg, .svgz]
    case .encoded(_, let format): [format]
    }
  }

  /// The content of a file of the figure.
  ///
  /// A heat map has a pixel for each value as PNG, and these pixels with sharp edges as SVG. A plot
  /// is lines and words and so has no PNG, but for the cells of one that has nothing else. What was drawn elsewhere
  /// stays as it is.
  ///
  /// - Throws: `FigureError` where the figure does not come in this format, `FormatError` where it
  ///   has more pixels than PNG can hold.
  public func bytes(as format: FigureFormat) throws -> [UInt8] {
    switch (self, format) {
    case (.heatMap(let map), .png): return try map.image().pngData()
    case (.heatMap(let map), .svg): return Array(try map.svg().utf8)
    case (.heatMap(let map), .svgz): return gzip(Array(try map.svg().utf8))
    case (.plot(let plot), .svg): return Array(try plot.svg().utf8)
    case (.plot(let plot), .svgz): return gzip(Array(try plot.svg().utf8))
    case (.plot(let plot), .png) where plot.onlyCells != nil:
      return try plot.onlyCells?.enlargedPNG(to: 512) ?? []
    case (.plot, _):
      throw FigureError("a plot is saved as svg or svgz, not as \(format.rawValue)")
    case (.heatMap, _):
      throw FigureError("a heat map is saved as png, svg or svgz, not as \(format.rawValue)")
    case (.encoded(let bytes, let own), _):
      guard own == format else {
        throw FigureError(
          "this figure was drawn as \(own.rawValue) and can't be saved as \(format.rawValue)")
      }
      return bytes
    }
  }
}

extension Plot {
  /// The heat map of a plot that has nothing else.
  fileprivate var onlyCells: HeatMap? {
    if marks.count == 1, case .cells(let map) = marks[0] { map } else { nil }
  }
}
