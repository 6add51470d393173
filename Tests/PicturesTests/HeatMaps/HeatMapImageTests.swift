import Formats
import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct HeatMapImageTests {
  @Test(arguments: ReferenceMap.all)
  func `a PNG has matplotlib's pixels`(reference: ReferenceMap) throws {
    let folder = try TemporaryFolder()
    let map = try HeatMap(reference.matrix, colormap: reference.colormap, scale: reference.scale)
    try map.image().writePNG(to: folder.file("map.png"))
    let picture = try readPNG(path: folder.file("map.png"))
    #expect([picture.height, picture.width] == reference.matrix.shape)
    let pixels = stride(from: 0, to: picture.rgba.count, by: 4).flatMap {
      picture.rgba[$0..<$0 + 3]
    }
    // A map of 510 colours is thinned: neighbours of it differ by this much at most.
    let allowed = reference.colormap.colors.count > 256 ? 4 : 0
    #expect(pixels.count == reference.pixels.count)
    #expect(zip(pixels, reference.pixels).allSatisfy { abs(Int($0) - Int($1)) <= allowed })
  }

  @Test func `the palette holds the colours that occur`() throws {
    let image = try HeatMap.raw(Tensor(shape: [2, 2], values: [0, 0, 0.5, 1])).image()
    #expect(image.palette == [0, 128, 255].map { Colormap.blues.colors[$0] })
    #expect(image.indices == [0, 0, 1, 2])
  }

  @Test(arguments: ["Blues", "Set1", "twilight"], [Float(1), .nan])
  func `a large picture has the same colours as a small one`(name: String, last: Float) throws {
    let values = (0..<64).map { Float($0) / 64 } + [last]
    let colormap = try Colormap(named: name)
    func colors(_ rows: Int) throws -> [Color] {
      let matrix = Tensor(
        shape: [rows, 65], values: [[Float]](repeating: values, count: rows).flatMap(\.self))
      let image = try HeatMap(matrix, colormap: colormap, scale: .unit).image()
      return image.indices.suffix(65).map { image.palette[Int($0)] }
    }
    #expect(try colors(1) == colors(100))
  }

  @Test(arguments: ["viridis", "Blues", "jet", "gray", "twilight"])
  func `every colour and NaN fit into one palette`(name: String) throws {
    let colormap = try Colormap(named: name)
    let count = colormap.colors.count
    let values = (0..<count).map { (Float($0) + 0.5) / Float(count) } + [.nan]
    let image = try HeatMap(
      Tensor(shape: [1, count + 1], values: values), colormap: colormap, scale: .unit
    ).image()
    #expect(image.palette.count <= 256)
    #expect(image.palette[Int(image.indices[count])] == Color.black)
    let changed = (0..<count).count { image.palette[Int(image.indices[$0])] != colormap.colors[$0] }
    #expect(changed <= max(1, count - 255))
  }
}
