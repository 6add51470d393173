import Figures
import Tensors
import Terminal
import Testing

struct HeatMapPictureTests {
  @Test(arguments: [
    // rows, columns, cells across and down -> pixels of the picture
    (2, 3, 80, 40, 72, 48), (64, 64, 40, 40, 384, 384), (64, 64, 10, 10, 64, 64),
    (1000, 1000, 10, 5, 100, 100), (1, 1, 1, 1, 10, 10),
  ])
  func `a value is a square of whole pixels that fit the cells`(
    rows: Int, columns: Int, across: Int, down: Int, width: Int, height: Int
  ) throws {
    let matrix = Tensor(
      shape: [rows, columns], values: (0..<rows * columns).map { Float($0 % 97) })
    let picture = try HeatMap(matrix, scale: .range())
      .picture(columns: across, rows: down, cell: .standard)
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
