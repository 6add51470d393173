internal import Formats
internal import Foundation

extension HeatMap {
  /// The heat map as an SVG document: its pixels as an embedded PNG with sharp edges.
  ///
  /// Cells drawn one by one would be seamed with hairlines in most programs, and a hundred times as
  /// long. Each value is a square of pixels, so many that there are 256 along the longer side, for
  /// programs that smooth pictures whatever they are told: these blur the cells' edges alone.
  ///
  /// - Throws: `FormatError` where the heat map has more pixels than PNG can hold.
  public func svg() throws -> String {
    let factor = Double(enlargement(to: 256))
    let (width, height) = (Double(columns), Double(rows))
    var svg = SVGWriter(
      width: width * factor, height: height * factor, viewBox: (width, height))
    svg.begin()
    svg.addImage(png: try enlargedPNG(to: 256), x: 0, y: 0, width: width, height: height)
    svg.close("svg")
    return svg.text
  }

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

extension IndexedImage {
  /// The picture with a square of `factor` x `factor` pixels for each of its own.
  fileprivate func enlarged(by factor: Int) -> IndexedImage {
    if factor == 1 { return self }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(indices.count * factor * factor)
    for start in stride(from: 0, to: indices.count, by: width) {
      let row = indices[start..<start + width].flatMap { repeatElement($0, count: factor) }
      for _ in 0..<factor { pixels += row }
    }
    return IndexedImage(
      width: width * factor, height: height * factor, indices: pixels, palette: palette)
  }
}
