internal import Formats

extension Figure {
  /// The formats it can be saved in.
  public var formats: [FigureFormat] {
    switch self {
    case .heatMap, .plot: [.png, .svg, .svgz, .pdf]
    case .encoded(_, let format): [format]
    }
  }

  /// The content of a file of the figure.
  ///
  /// A heat map has a pixel for each value as PNG, and these pixels with sharp edges as SVG and
  /// PDF. A plot is lines and words, in PDF as in SVG, and as PNG at least 1,200 pixels wide. What
  /// was drawn elsewhere stays as it is.
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
    case (.heatMap(let map), .pdf):
      let size = map.drawnSize
      return try printed(map.svg(), as: .pdf, size: size)
    case (.plot(let plot), .pdf):
      let (svg, size) = try plot.drawn()
      return try printed(svg, as: .pdf, size: size, title: plot.title)
    case (.plot(let plot), .png):
      let (svg, size) = try plot.drawn()
      return try printed(svg, as: .png, size: size, scale: max(2, (1200 / size.width).rounded(.up)))
    case (.plot, .jpg), (.heatMap, .jpg):
      throw FigureError("this is saved as png, svg, svgz or pdf, not as \(format.rawValue)")
    case (.encoded(let bytes, let own), _):
      guard own == format else {
        throw FigureError(
          "this figure was drawn as \(own.rawValue) and can't be saved as \(format.rawValue)")
      }
      return bytes
    }
  }
}
