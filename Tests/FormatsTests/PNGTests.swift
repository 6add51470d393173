import Files
import Formats
import Foundation
import TestSupport
import Testing

@Suite struct PNGTests {
  private func make(_ width: Int, _ height: Int, colors: Int) -> IndexedImage {
    var generator = SeededGenerator(seed: UInt64(width * height * colors))
    let palette = (0..<colors).map { place in
      IndexedImage.Color(
        red: UInt8(place), green: UInt8(place * 7 % 256),
        blue: UInt8.random(in: 0...255, using: &generator))
    }
    let indices = (0..<width * height).map { _ in
      UInt8.random(in: 0..<UInt8(clamping: colors), using: &generator)
    }
    return IndexedImage(width: width, height: height, indices: indices, palette: palette)
  }

  @Test(arguments: [
    (1, 1, 1), (3, 5, 2), (5, 3, 4), (17, 9, 16), (100, 1, 17), (1, 100, 255), (226, 226, 256),
  ])
  func `the pixels are read back`(width: Int, height: Int, colors: Int) throws {
    let folder = try TemporaryFolder()
    let image = make(width, height, colors: colors)
    try image.writePNG(to: folder.file("x.png"))
    let read = try readPNG(path: folder.file("x.png"))
    #expect(read.width == width && read.height == height)
    let expected = image.indices.flatMap { index -> [UInt8] in
      let color = image.palette[Int(index)]
      return [color.red, color.green, color.blue, 255]
    }
    #expect(read.rgba == expected)
    #expect(try image.pngData().starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }

  /// Runs of equal pixels around the lengths at which deflate, or the search for runs, does something else.
  @Test(arguments: [
    1, 2, 3, 4, 5, 61, 62, 63, 64, 65, 66, 127, 128, 129, 257, 258, 259, 260, 261, 517,
  ])
  func `runs are read back wherever they begin`(length: Int) throws {
    let folder = try TemporaryFolder()
    for single in 0..<70 {
      let lead = (0..<single).map { UInt8($0 % 3 + 1) }
      let run = [UInt8](repeating: 4, count: length)
      let indices = lead + run + [5, 5, 6] + run
      let image = IndexedImage(
        width: indices.count, height: 1, indices: indices,
        palette: (0..<7).map { .init(red: $0, green: 0, blue: 0) })
      try image.writePNG(to: folder.file("x.png"))
      let read = try readPNG(path: folder.file("x.png")).rgba
      #expect(stride(from: 0, to: read.count, by: 4).map { read[$0] } == indices)
    }
  }

  @Test func `a picture without pixels is refused`() throws {
    let folder = try TemporaryFolder()
    let image = IndexedImage(
      width: 0, height: 3, indices: [], palette: [.init(red: 0, green: 0, blue: 0)])
    let error = #expect(throws: FormatError.self) { try image.writePNG(to: folder.file("x.png")) }
    #expect(error?.path == folder.file("x.png"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func `a file that is no PNG is refused`() throws {
    let path = fixture("formats/c.npy")
    let error = #expect(throws: FormatError.self) { try readPNG(path: path) }
    #expect(error?.problem.hasPrefix("is no intact PNG: ") == true)
  }
}
