import Activations
import Tensors
import TestSupport
import Testing

@Suite struct AttentionRowsTests {
  private static let (n, heads, h) = (301, 4, 8)

  /// A layer of random queries and keys, which two heads share.
  private func layer(window: Int? = nil, seed: UInt64 = 3) -> PatternRows {
    var generator = SeededGenerator(seed: seed)
    func random(_ heads: Int) -> Tensor {
      Tensor(
        shape: [Self.n, heads, Self.h],
        values: (0..<Self.n * heads * Self.h).map { _ in
          Float.random(in: -2...2, using: &generator)
        })
    }
    return PatternRows(
      queries: random(Self.heads), keys: random(Self.heads / 2),
      scoring: Scoring(scale: 0.4, sight: Sight(window: window, isCausal: true)))
  }

  @Test func `made rows are those of the whole pattern, in any part`() throws {
    let rows = layer()
    let layers = [LayerPatterns(rows), LayerPatterns(rows.patterns())]
    #expect(layers[0].shape == layers[1].shape && layers[0].tensor == layers[1].tensor)
    #expect(layers[0].head(Self.heads) == nil && layers[1].head(-1) == nil)
    let whole = rows.pattern(2)
    for layer in layers {
      let head = try #require(layer.head(2))
      #expect(head.tensor == whole && head.hidesLaterKeys)
      #expect(head.rows(130..<131).values == whole[130].values)
      for (queries, keys) in [(3..<9, 0..<301), (0..<301, 7..<8), (120..<260, 100..<300)] {
        let part = head.part(queries: queries, keys: keys)
        let expected = queries.flatMap { query in keys.map { whole[query].values[$0] } }
        #expect(part.shape == [queries.count, keys.count])
        #expect(worstDifference(part.tensor.values, expected) < 1e-6)
        let inner = part.part(
          queries: queries.upperBound - 1..<queries.upperBound, keys: keys)
        #expect(worstDifference(inner.tensor.values, Array(expected.suffix(keys.count))) < 1e-6)
      }
    }
  }

  @Test func `a change is the difference of two patterns' cells`() throws {
    let (first, second) = (layer(seed: 5), layer(seed: 6))
    let (old, new) = (first.pattern(1), second.pattern(1))
    let change = try #require(LayerPatterns(second).head(1)).change(
      from: AttentionRows(old))
    #expect(change.tensor.values == zip(new.values, old.values).map { $0 - $1 })
    let part = change.part(queries: 200..<230, keys: 5..<11)
    #expect(part.rows(2..<3).values == (5..<11).map { new[202].values[$0] - old[202].values[$0] })
  }

  @Test(arguments: [1, 7, 150, 400], [nil, 20])
  func `pooled squares are the means, the largest and the least`(side: Int, window: Int?) throws {
    let rows = layer(window: window)
    let head = try #require(LayerPatterns(rows).head(1))
    let change = head.change(from: AttentionRows(layer(seed: 9).pattern(1)))
    for source in [head, change, head.part(queries: 31..<298, keys: 2..<290)] {
      let pooled = try source.pooled(side: side)
      let whole = source.tensor
      let (height, width) = (whole.rows, whole.columns)
      let shape = [(height + side - 1) / side, (width + side - 1) / side]
      #expect(pooled.mean.shape == shape && pooled.largest.shape == shape)
      #expect((pooled.rows, pooled.columns) == (height, width) && pooled.missing == 0)
      for row in 0..<shape[0] {
        for column in 0..<shape[1] {
          var cells: [Float] = []
          for query in row * side..<min((row + 1) * side, height) {
            for key in column * side..<min((column + 1) * side, width) {
              cells.append(whole[query].values[key])
            }
          }
          let mean = cells.reduce(0.0) { $0 + Double($1) } / Double(cells.count)
          #expect(abs(Double(pooled.mean[row].values[column]) - mean) < 1e-6)
          #expect(abs(pooled.largest[row].values[column] - (cells.max() ?? 0)) < 1e-6)
          #expect(abs(pooled.least[row].values[column] - (cells.min() ?? 0)) < 1e-6)
        }
      }
      let range = try #require(pooled.range)
      #expect(abs(range.least - (whole.values.min() ?? 0)) < 1e-6)
      #expect(abs(range.largest - (whole.values.max() ?? 0)) < 1e-6)
    }
  }

  @Test(arguments: [false, true])
  func `without the first token its row and column are NaN`(renormalizes: Bool) throws {
    let head = try #require(LayerPatterns(layer()).head(1))
    let cut = head.withoutFirst(renormalizes: renormalizes)
    #expect(cut.shape == head.shape && cut.hidesLaterKeys == head.hidesLaterKeys)
    let (whole, tensor) = (head.tensor, cut.tensor)
    #expect(tensor[0].values.allSatisfy { $0.isNaN })
    for query in 1..<whole.rows {
      let row = whole[query].values
      let sum = renormalizes ? row.dropFirst().reduce(0.0) { $0 + Double($1) } : 1
      #expect(tensor[query].values[0].isNaN)
      for key in 1..<whole.columns {
        #expect(abs(Double(tensor[query].values[key]) - Double(row[key]) / sum) < 1e-6)
      }
    }
    // A part knows the whole row's sum.
    let part = cut.part(queries: 140..<150, keys: 7..<9)
    let expected = (140..<150).flatMap { tensor[$0].values[7..<9] }
    #expect(part.tensor.values == expected)
    #expect(cut.part(queries: 0..<1, keys: 3..<4).tensor.values[0].isNaN)
  }

  @Test func `NaN is counted and left out`() throws {
    var pattern = layer().pattern(0)
    pattern.values[5] = .nan
    for place in 0..<16 { pattern.values[(100 + place / 4) * Self.n + 100 + place % 4] = .nan }
    let pooled = try AttentionRows(pattern).pooled(side: 4)
    #expect(pooled.missing == 17)
    #expect(pooled.largest[25].values[25].isNaN && pooled.mean[25].values[25].isNaN)
    #expect(!pooled.largest[0].values[1].isNaN)
  }
}
