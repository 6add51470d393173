import Activations
import Figures
import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct ThumbnailsTests {
  private func patterns(n: Int) -> [Head: Tensor] {
    var patterns: [Head: Tensor] = [:]
    for head in [Head(layer: 1, index: 0), Head(layer: 1, index: 4), Head(layer: 3, index: 0)] {
      patterns[head] = Tensor(
        shape: [n, n], values: (0..<n * n).map { $0 % n > $0 / n ? 0 : 1 / Float($0 / n + 1) })
    }
    return patterns
  }

  @Test func `rows are layers, columns heads, and what is missing stays free`() throws {
    guard case .plot(let plot) = try Thumbnails().figure(patterns(n: 5), title: "demo"),
      let (tiles, columns) = plot.marks[0].tiles
    else {
      Issue.record("no grid")
      return
    }
    #expect(plot.title == "demo")
    #expect(plot.y.names == ["L1", "L3"])
    #expect(plot.x.names == ["H0", "H4"])
    #expect(columns == 2)
    #expect(tiles.map { $0?.rows } == [5, 5, 5, nil])
  }

  @Test(arguments: [(48, 20, 20), (48, 48, 48), (48, 49, 25), (16, 100, 15), (1, 7, 1)])
  func `large patterns are pooled`(side: Int, n: Int, cells: Int) throws {
    guard case .plot(let plot) = try Thumbnails(side: side).figure(patterns(n: n)),
      let tiles = plot.marks[0].tiles?.maps
    else {
      Issue.record("no grid")
      return
    }
    #expect(tiles[0]?.rows == cells && tiles[0]?.columns == cells)
  }

  @Test func `no pattern is no picture`() {
    #expect(throws: FigureError.self) { try Thumbnails().figure([:]) }
    #expect(throws: FigureError.self) {
      try Thumbnails().figure([Head(layer: 0, index: 0): Tensor(zeros: [2, 2, 2])])
    }
  }

  @Test(arguments: [1, 12, 32, 64, 96]) func `a grid of any width fits the terminal`(heads: Int)
    throws
  {
    let pattern = Tensor(shape: [3, 3], values: [1, 0, 0, 0.5, 0.5, 0, 0.2, 0.3, 0.5])
    let all = (0..<heads).map { Head(layer: 0, index: $0) }
    let figure = try Thumbnails().figure(of: all) { _ in AttentionRows(pattern) }
    for width in [20, 80, 200] {
      let text = figure.text(options: TextOptions(width: width))
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= width })
    }
  }

  @Test func `a grid is drawn in every format and in terminals of every kind`() throws {
    let figure = try Thumbnails().figure(patterns(n: 30), title: "all heads")
    #expect(try XMLCheck(figure.bytes(as: .svg)).elements["image"] == 3)
    let text = figure.text(options: TextOptions(width: 40))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 40 })
    #expect(text.contains("L3"))
  }
}
