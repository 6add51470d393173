import Files
import Formats
import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct FigureBytesTests {
  private let map = HeatMapCase.map
  private let plot = Figure.plot(Plot([.line(x: [], y: [1, 2, 3])]))

  private enum HeatMapCase {
    static let matrix = Tensor(shape: [2, 3], values: [0, 0.5, 1, 0.25, 0.125, 0.0625])
    static var map: Figure? { (try? HeatMap.raw(matrix)).map(Figure.heatMap) }
  }

  @Test func `a heat map's PNG is the image's`() throws {
    let map = try #require(map)
    #expect(try map.bytes(as: .png) == HeatMap.raw(HeatMapCase.matrix).image().pngData())
  }

  @Test func `a heat map's SVG holds its pixels, unsmoothed`() throws {
    let svg = String(decoding: try #require(map).bytes(as: .svg), as: UTF8.self)
    #expect(try XMLCheck(Array(svg.utf8)).elements == ["svg": 1, "image": 1])
    #expect(svg.contains("image-rendering:pixelated"))
    #expect(svg.contains("viewBox=\"0 0 3 2\""))
    let data = try #require(svg.split(separator: "base64,").last?.split(separator: "\"").first)
    let folder = try TemporaryFolder()
    let png = try #require(Data(base64Encoded: String(data)))
    try writeAtomically([UInt8](png), to: folder.file("p.png"))
    let picture = try readPNG(path: folder.file("p.png"))
    #expect((picture.width, picture.height) == (3 * 342, 2 * 342))
    let colors = try HeatMap.raw(HeatMapCase.matrix).colors
    for y in stride(from: 0, to: picture.height, by: 17) {
      for x in 0..<picture.width {
        let color = colors[y / 342 * 3 + x / 342]
        let at = 4 * (y * picture.width + x)
        #expect(picture.rgba[at..<at + 3].elementsEqual([color.red, color.green, color.blue]))
      }
    }
  }

  @Test func `svgz is the SVG, gzipped`() throws {
    for figure in [try #require(map), plot] {
      let folder = try TemporaryFolder()
      try writeAtomically(try figure.bytes(as: .svgz), to: folder.file("f.svg.gz"))
      let gunzip = Process()
      gunzip.executableURL = URL(filePath: "/bin/gzip")
      gunzip.arguments = ["-d", folder.file("f.svg.gz")]
      try gunzip.run()
      gunzip.waitUntilExit()
      #expect(gunzip.terminationStatus == 0)
      let svg = try Data(contentsOf: URL(filePath: folder.file("f.svg")))
      #expect(try [UInt8](svg) == figure.bytes(as: .svg))
      #expect(try figure.bytes(as: .svgz) == figure.bytes(as: .svgz))
    }
  }

  @Test func `a figure says which formats it has and refuses others`() throws {
    let drawn = Figure.encoded([1, 2, 3], .png)
    #expect(try #require(map).formats == [.png, .svg, .svgz, .pdf])
    #expect(plot.formats == [.png, .svg, .svgz, .pdf])
    #expect(drawn.formats == [.png])
    #expect(try drawn.bytes(as: .png) == [1, 2, 3])
    var error = #expect(throws: FigureError.self) { try plot.bytes(as: .jpg) }
    #expect(error?.description == "this is saved as png, svg, svgz or pdf, not as jpg")
    error = #expect(throws: FigureError.self) { try drawn.bytes(as: .svgz) }
    #expect(error?.description == "this figure was drawn as png and can't be saved as svgz")
  }
}
