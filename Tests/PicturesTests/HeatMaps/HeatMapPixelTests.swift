import Formats
import Pictures
import Tensors
import Testing

struct HeatMapPixelTests {
  @Test(arguments: [
    // rows, columns, pixels across and down -> pixels of the picture
    (2, 3, 800, 800, 72, 48), (64, 64, 400, 800, 384, 384), (64, 64, 100, 200, 64, 64),
    (1000, 1000, 100, 100, 100, 100), (1, 1, 10, 20, 10, 10),
  ])
  func `a value is a square of whole pixels that fit the cells`(
    rows: Int, columns: Int, across: Int, down: Int, width: Int, height: Int
  ) throws {
    let matrix = Tensor(
      shape: [rows, columns], values: (0..<rows * columns).map { Float($0 % 97) })
    let picture = try HeatMap(matrix, scale: .range()).pixels(across: across, down: down)
    #expect(picture.width == width)
    #expect(picture.height == height)
  }

  @Test func `a pooled block keeps its strongest value, of both signs where 0 is the middle`()
    throws
  {
    let matrix = Tensor(shape: [2, 2], values: [-3, 1, 2, .nan])
    func value(_ scale: ColorScale) throws -> Float? {
      try HeatMap(matrix, scale: scale).pooled(side: 2).matrix.values.first
    }
    #expect(try value(.diverging) == -3)
    #expect(try value(.range()) == 2)
  }
}
