import Formats
import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct HeatMapTests {
  @Test func `the reference maps are there`() {
    #expect(ReferenceMap.all.count == 28)
  }

  @Test(arguments: ReferenceMap.all)
  func `pixels equal matplotlib's`(reference: ReferenceMap) throws {
    let map = try HeatMap(reference.matrix, colormap: reference.colormap, scale: reference.scale)
    #expect(map.colors.flatMap { [$0.red, $0.green, $0.blue] } == reference.pixels)
  }

  @Test func `raw is a pattern in blues from its least to its largest value`() throws {
    let map = try HeatMap.raw(Tensor(shape: [1, 2], values: [0.2, 0.6]))
    #expect(map.colors == [Colormap.blues.colors[0], Colormap.blues.colors[255]])
  }

  @Test(arguments: [
    ([2, 2, 2], ColorScale.unit, "a heat map shows a matrix; this has shape [2, 2, 2]"),
    ([0, 3], .range(), "the matrix is empty: its shape is [0, 3]"),
    ([2, 3], .unit, "values are -2 to 3; without normalize they must lie in 0 to 1"),
    ([2, 3], .divergingUnit, "values are -2 to 3; without normalize they must lie in -1 to 1"),
    ([2, 3], .range(from: 3), "normalize_min 3 is not below the largest value, 3"),
  ])
  func `a matrix that can't be drawn is refused`(shape: [Int], scale: ColorScale, message: String) {
    let count = shape.reduce(1, *)
    let matrix = Tensor(shape: shape, values: (0..<count).map { Float($0) - 2 })
    let error = #expect(throws: FigureError.self) { try HeatMap(matrix, scale: scale) }
    #expect(error?.description == message)
  }

  @Test func `normalize_min needs normalize`() {
    #expect(throws: FigureError.self) { try ColorScale(normalize: false, normalizeMinimum: 0) }
    #expect(throws: FigureError.self) {
      try ColorScale(normalize: true, diverging: true, normalizeMinimum: 0)
    }
  }

  @Test func `limits hold whatever the values are`() throws {
    let map = try HeatMap(
      Tensor(shape: [1, 4], values: [-1, 0.5, 1, 9]), scale: .limits(0...2))
    #expect(map.colors == [0, 64, 128, 255].map { Colormap.viridis.colors[$0] })
  }
}
