import Files
import Formats
import Foundation
import Pictures
import TestSupport
import Testing

@Suite struct ColormapTests {
  @Test func `every map of matplotlib has its bytes`() throws {
    let digests = try #require(try JSON.load(path: fixture("figures/colormaps.json")).objectValue)
    #expect(Set(Colormap.names) == Set(digests.keys))
    for (name, digest) in digests {
      let digits = try Colormap(named: name).colors.map { color in
        [color.red, color.green, color.blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
          .joined()
      }.joined()
      let found = Data(Digest.of(digits, by: .md5)).base64EncodedString()
        .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
      #expect(found == digest.stringValue, "\(name)")
    }
  }

  @Test func `an unknown name is refused with the nearest`() {
    let error = #expect(throws: FigureError.self) { try Colormap(named: "blues") }
    #expect(error?.description == "there is no colour map 'blues'; did you mean 'Blues'?")
    #expect(throws: FigureError.self) { try Colormap(named: "Blues_r_r") }
    #expect(throws: FigureError.self) { try Colormap(named: "") }
  }

  @Test(
    arguments: [
      (0.0, 0), (0.00390624, 0), (0.00390625, 1), (0.5, 128), (0.99999, 255), (1, 255), (7, 255),
      (-0.1, 0),
      (Float.infinity, 255), (-Float.infinity, 0), (-0.0, 0),
    ] as [(Float, Int)])
  func `a value has the colour of its step`(value: Float, index: Int) {
    #expect(Colormap.viridis.index(of: value) == index)
    #expect(Colormap.viridis.color(at: value) == Colormap.viridis.colors[index])
  }

  @Test func `NaN is black`() {
    #expect(Colormap.viridis.index(of: .nan) == nil)
    #expect(Colormap.viridis.color(at: .nan) == Color.black)
  }
}
