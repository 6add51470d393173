import Activations
import Figures
import Pictures
import Tensors
import TestSupport
import Testing
import Text

/// Pictures of large patterns, made in one sweep over their rows.
@Suite struct PooledHeatMapTests {
  /// A causal pattern whose rows are distributions.
  private func pattern(_ n: Int, seed: UInt64) -> Tensor {
    var generator = SeededGenerator(seed: seed)
    var values = [Float](repeating: 0, count: n * n)
    for query in 0..<n {
      let weights = (0...query).map { _ in Float.random(in: 0...1, using: &generator) }
      let sum = weights.reduce(0, +)
      for key in 0...query { values[query * n + key] = weights[key] / sum }
    }
    return Tensor(shape: [n, n], values: values)
  }

  private func options(_ pooling: Pooling?) -> TextOptions {
    var options = TextOptions(width: 80)
    (options.depth, options.unicode, options.pooling) = (.none, false, pooling)
    return options
  }

  @Test(arguments: [300, 301], [nil, Pooling.mean])
  func `a pooled picture is that of the whole matrix`(n: Int, pooling: Pooling?) throws {
    let pattern = pattern(n, seed: 4)
    let whole = try HeatMap.raw(pattern).text(title: "t", options: options(pooling))
    let map = try HeatMap.pooled(AttentionRows(pattern), below: 160, by: pooling)
    let pooled = try #require(map)
    #expect(pooled.matrix.shape == [(n + 1) / 2, (n + 1) / 2])
    #expect(pooled.text(title: "t", options: options(pooling)) == whole)
    #expect(whole.contains("\(n) x \(n) values in"))
    let image = try pooled.pixels(across: 80, down: 80, pooling: pooling)
    #expect(try HeatMap.raw(pattern).pixels(across: 80, down: 80, pooling: pooling) == image)
    #expect(try HeatMap.pooled(AttentionRows(pattern), below: n) == nil)
  }

  @Test func `of differences the farthest from 0 is left`() throws {
    let change = AttentionRows(pattern(300, seed: 5)).change(
      from: AttentionRows(pattern(300, seed: 6)))
    let map = try HeatMap.pooled(
      change, below: 160, colormap: Colormap(named: "RdBu_r"), scale: .diverging)
    let pooled = try #require(map)
    let whole = try HeatMap(
      change.tensor, colormap: Colormap(named: "RdBu_r"), scale: .diverging)
    #expect(pooled.matrix == (try whole.pooled(side: 2)).matrix)
    #expect(pooled.text(options: options(nil)) == whole.text(options: options(nil)))
    #expect(pooled.caption == whole.caption)
  }

  @Test func `a tile of raw is the same whether its pattern is there or not`() throws {
    let pattern = pattern(300, seed: 7)
    let raw = try #require(FigureRegistry.builtIn["raw"])
    var input = FigureInput(pattern)
    let whole = try raw.draw(input)[0].figure
    input.shownSize = 64
    guard case .heatMap(let small) = try raw.draw(input)[0].figure,
      case .heatMap(let large) = whole
    else {
      Issue.record("raw draws heat maps")
      return
    }
    #expect(small.rows == 75 && large.rows == 300)
    #expect(small.image() == (try large.pooled(side: 4)).image())
  }
}
