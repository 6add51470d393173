internal import Formats
internal import Foundation

extension HeatMap {
  /// The heat map as an SVG document: its pixels as an embedded PNG with sharp edges.
  ///
  /// Cells drawn one by one would be seamed with hairlines in most programs, and a hundred times as
  /// long. Each value is a square of pixels, so many that there are 1,024 along the longer side,
  /// for programs that smooth pictures whatever they are told: these blur the cells' edges alone.
  ///
  /// - Throws: `FormatError` where the heat map has more pixels than PNG can hold.
  public func svg() throws -> String {
    let (width, height) = (Double(columns), Double(rows))
    let size = drawnSize
    var svg = SVGWriter(width: size.width, height: size.height, viewBox: (width, height))
    svg.begin()
    svg.addImage(png: try enlargedPNG(to: Self.sharpSide), x: 0, y: 0, width: width, height: height)
    svg.close("svg")
    return svg.text
  }

  /// The size of the document in pixels.
  var drawnSize: (width: Double, height: Double) {
    let factor = Double(enlargement(to: 256))
    return (Double(columns) * factor, Double(rows) * factor)
  }

  /// Pixels along the longer side from which on no program blurs cells to be seen.
  static let sharpSide = 1024

  /// The bytes of a PNG with whole squares of pixels for each value, at least `pixels` along the
  /// longer side.
  func enlargedPNG(to pixels: Int) throws -> [UInt8] {
    try image().enlarged(by: enlargement(to: pixels)).pngData()
  }

  private func enlargement(to pixels: Int) -> Int {
    let side = max(rows, columns)
    return max(1, (pixels + side - 1) / side)
  }
}
