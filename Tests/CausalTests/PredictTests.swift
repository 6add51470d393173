import Activations
import Causal
import Formats
import Tensors
import TestSupport
import Testing
import Transformers

@Suite struct PredictTests {
  @Test(arguments: CausalCase.all)
  func `logits, losses and best guesses are the oracle's`(own: CausalCase) throws {
    let own = try own.open()
    let prediction = try own.model.predict(own.tokens)
    let expected = try own.array("logits")
    let logits = prediction.scores.logits.values.suffix(expected.values.count)
    #expect(worstRelativeDifference(Array(logits), to: expected.values) < 1e-4)
    try own.expect(try #require(prediction.losses), "loss")
    let ids = try own.array("top20_ids").values
    let last = own.tokens.count - 1
    expectTop(
      prediction.top(20).map { ($0.token, $0.logProbability) }, ids: ids,
      values: try own.array("top20_logprob").values, "top20")
    for (place, score) in prediction.top(20).enumerated() {
      #expect(score.rank <= place)
      #expect(prediction.scores.score(of: score.token, at: last) == score)
    }
  }

  @Test(arguments: CausalCase.all)
  func `the lens gives the oracle's best guesses after every layer`(own: CausalCase) throws {
    let own = try own.open()
    let rows = try own.model.lens(own.tokens, top: 5)
    let (ids, logits) = (try own.array("lens_top5_ids"), try own.array("lens_top5_logits"))
    let gaps = try own.array("lens_gap").values
    #expect(rows.count == ids.rows)
    expectNear(rows.flatMap { $0.top.map { Double($0.logit) } }, logits.values, "lens")
    for (index, row) in rows.enumerated() where gaps[index] > 1e-4 {
      #expect(
        row.top.map { Float($0.token) } == ids.rowValues(index), "\(row.layer) \(row.position)")
    }
    let all = Array(0..<own.config.vocabularySize)
    let layer = try #require(own.meta["lens_row_layer"]?.integerValue)
    let last = own.tokens.count - 1
    let asked = try own.model.lens(own.tokens, positions: [last], top: 0, asking: all)
    let row = try #require(asked.first { $0.layer == layer })
    try own.expect(row.asked.map { Double($0.logit) }, "lens_row")
    let end = try #require(asked.last)
    let prediction = try own.model.predict(own.tokens)
    // One row and many are summed in another order by the products.
    expectNear(
      end.asked.map { Double($0.logit) },
      all.map { Float(prediction.scores.logit(of: $0, at: last)) }, "the end of the lens")
  }

  @Test func `an encoder predicts what stands at each token, and has no losses`() throws {
    let model = EditedModel(try Model(path: fixture("models/bert")))
    let prediction = try model.predict([3, 1, 4, 1, 5])
    #expect(prediction.scores.count == 5 && prediction.losses == nil && prediction.loss == nil)
  }

  @Test func `parts without logits say so`() throws {
    let path = fixture("checkpoints/t5")
    let encoder = EditedModel(try Model(path: path, part: .encoder))
    #expect(throws: CausalError.self) { try encoder.predict([3, 1, 4]) }
    let decoder = EditedModel(try Model(path: path, part: .decoder))
    let tokens = [3, 4, 1, 5, 6]
    let prediction = try decoder.predict(tokens)
    #expect(prediction.tokens == decoder.config.patternTokens(of: tokens))
  }
}

extension Tensor {
  /// The values of one row.
  func rowValues(_ row: Int) -> [Float] { Array(values[row * columns..<(row + 1) * columns]) }
}
