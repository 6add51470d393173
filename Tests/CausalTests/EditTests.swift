import Activations
import Causal
import Tensors
import TestSupport
import Testing
import Transformers

@Suite struct EditTests {
  private let head = Head(layer: 1, index: 2)

  private func model(_ name: String = "llama") throws -> Model {
    try Model(path: fixture("models/\(name)"))
  }

  private func problem(_ edits: [Edit], _ name: String = "llama") throws -> String {
    let model = try model(name)
    do {
      let edited = try EditedModel(model, edits: edits)
      _ = try edited.predict([3, 1, 4, 1, 5])
    } catch let error as CausalError {
      return error.description
    }
    return "nothing"
  }

  @Test func `what is not there is named with what is`() throws {
    let config = try model().config
    let last = config.layers - 1
    #expect(
      try problem([Edit(.z, heads: [Head(layer: 9, index: 0)], .zero)])
        == "there is no L9H0 at attn.hook_z: llama has layers 0-\(last) with heads "
        + "0-\(config.heads - 1)")
    #expect(
      try problem([Edit(.key, heads: [Head(layer: 0, index: config.keyValueHeads)], .zero)])
        .contains("with key heads 0-\(config.keyValueHeads - 1)"))
    #expect(
      try problem([Edit(.residualPre, layers: [7], .zero)])
        == "there is no layer 7: llama has 0-\(last)")
    #expect(
      try problem([Edit(.z, heads: [head], tokens: .at([5]), .zero)])
        == "there is no token 5: the text has 5, numbered 0-4")
    #expect(
      try problem([Edit(.hiddenPost, layers: [0], .zero)], "mixtral")
        == "mixtral has no blocks.0.mlp.hook_post")
    #expect(
      try problem([Edit(.residualMid, layers: [0], .zero)], "gpt_neox")
        == "gpt_neox has no blocks.0.hook_resid_mid")
    #expect(try problem([Edit(.z, heads: [], .zero)]) == "the edit names no head")
    #expect(try problem([Edit(.norm1Scale, layers: [0], .zero)]).hasPrefix("ln1.hook_scale can't"))
    #expect(
      try problem([Edit(.residualPre, heads: [head], .zero)])
        == "hook_resid_pre is not by heads: name layers")
  }

  @Test func `changes that mean nothing are refused`() throws {
    let name = "L1H2 attn.hook_z"
    #expect(try problem([Edit(.z, heads: [head], .constant(.nan))]).contains("nan"))
    #expect(
      try problem([Edit(.z, heads: [head], .zero, renormalizes: true)])
        == "\(name): only rows of a pattern can be made to sum to 1")
    #expect(
      try problem([Edit(.z, heads: [head], keys: .at([0]), .zero)])
        == "\(name): only scores and patterns have keys to name")
    #expect(
      try problem([Edit(.pattern, heads: [head], .knockout)])
        == "L1H2 attn.hook_pattern: only attn.hook_attn_scores can be knocked out")
    #expect(
      try problem([Edit(.z, heads: [head], .values(Tensor(zeros: [3])))])
        == "\(name): rows of 3 values; expected \(try model().config.headWidth)")
    #expect(
      try problem([Edit(.pattern, heads: [head], .mean(over: [[1, 2]], .all))])
        .contains("has no meaning"))
    #expect(try problem([Edit(.z, heads: [head], .mean(over: [], .all))]).contains("no prompt"))
    #expect(
      try problem([Edit(.z, heads: [head], .mean(over: [[1, 2], [3]], .position))])
        == "\(name): there are values for 2 tokens and none for token 2")
    #expect(
      try problem([Edit(.z, heads: [head], .mean(over: [[1], [3]], .allButFirst))])
        .contains("no token that counts"))
    #expect(
      try problem([Edit(.z, heads: [head], .otherPrompt([1, 2, 3]))])
        == "\(name): the other prompt has 3 tokens, this one 5")
  }

  @Test func `a transform's result is checked`() throws {
    let name = "L1H2 attn.hook_z"
    let width = try model().config.headWidth
    #expect(
      try problem([Edit(.z, heads: [head], .transform { _, _ in Tensor(zeros: [2]) })])
        == "\(name): the result has shape [2]; expected [5, \(width)]")
    let broken = Edit(
      .z, heads: [head],
      .transform { _, z in
        var z = z
        z.values[width] = .nan
        return z
      })
    #expect(
      try problem([broken]) == "\(name): the result is nan at token 1 of blocks.1.attn.hook_z")
    let cut = Edit(
      .attentionScores, heads: [head],
      .transform { _, scores in
        var scores = scores
        for place in scores.values.indices { scores.values[place] = -.infinity }
        return scores
      })
    #expect(try problem([cut]) == "nothing")
  }

  @Test func `edits that contradict one another are refused, others keep their order`() throws {
    let twice = Edit(.z, heads: [head], .scale(2))
    let zero = Edit(.z, heads: [head], tokens: .at([1]), .zero)
    #expect(
      try problem([twice, zero])
        == "edit 2 (L1H2 attn.hook_z) overwrites what edit 1 (L1H2 attn.hook_z) changes")
    #expect(try problem([zero, Edit(.z, heads: [head], tokens: .at([2]), .zero)]) == "nothing")
    #expect(
      try problem([zero, Edit(.z, heads: [Head(layer: 1, index: 1)], .zero)]) == "nothing")
    let one = Tensor(
      shape: [try model().config.headWidth],
      values: Array(repeating: 1, count: try model().config.headWidth))
    let add = Edit(.z, heads: [head], .add(one, times: 3))
    func z(_ edits: [Edit]) throws -> [Float] {
      let run = try EditedModel(model(), edits: edits).run(
        [3, 1, 4, 1, 5], capturing: CaptureSet([.block(.z, 1)]))
      let value = try #require(run.cache[.block(.z, 1)])
      return (0..<5).flatMap { value[$0][head.index].values }
    }
    let plain = try z([])
    #expect(try z([twice, add]) == plain.map { 2 * $0 + 3 })
    #expect(try z([add, twice]) == plain.map { ($0 + 3) * 2 })
    #expect(
      try z([zero, add]).prefix(one.columns).elementsEqual(plain.prefix(one.columns).map { $0 + 3 })
    )
  }

  @Test func `means over prompts of different lengths count those that reach a position`() throws {
    let model = EditedModel(try model())
    let prompts = [[3, 1, 4], [5, 9, 2, 6, 5]]
    let point = HookPoint.block(.z, 1)
    let values = try prompts.map { prompt in
      try #require(try model.run(prompt, capturing: CaptureSet([point])).cache[point])
    }
    let edited = try EditedModel(
      model.model, edits: [Edit(.z, layers: [1], .mean(over: prompts, .position))])
    let changed = try #require(
      try edited.run([3, 3, 3, 3, 3], capturing: CaptureSet([point])).cache[point])
    for token in 0..<5 {
      let reaching = values.filter { $0.shape[0] > token }.map { $0[token].values }
      let expected = reaching[0].indices.map { place in
        reaching.reduce(0) { $0 + $1[place] } / Float(reaching.count)
      }
      #expect(worstDifference(changed[token].values, expected) < 1e-6)
    }
    let pattern = try EditedModel(
      model.model, edits: [Edit(.pattern, layers: [1], .mean(over: prompts, .position))])
    let rows = try #require(
      try pattern.run([3, 3, 3, 3, 3], capturing: CaptureSet([.pattern(1)])).cache[.pattern(1)])
    for head in 0..<rows.shape[0] {
      for query in 0..<5 {
        #expect(abs(rows[head].rowValues(query).reduce(0, +) - 1) < 1e-5)
      }
    }
  }

  @Test func `the first layers stay as they are, and what is not asked for is not run`() throws {
    let model = try model()
    let edited = try EditedModel(model, edits: [Edit(.z, layers: [1], .zero)])
    let tokens = [3, 1, 4, 1, 5]
    let plain = try EditedModel(model).run(tokens, capturing: .patterns(layers: 2))
    let changed = try edited.run(tokens, capturing: .patterns(layers: 2))
    #expect(plain.cache[.pattern(0)] == changed.cache[.pattern(0)])
    #expect(plain.cache[.pattern(1)] == changed.cache[.pattern(1)])
    // A transform behind the last wanted point is never called.
    let trap = try EditedModel(
      model, edits: [Edit(.z, layers: [1], .transform { _, _ in throw CausalError("called") })])
    _ = try trap.run(tokens, capturing: .patterns(layers: 2))
    #expect(throws: CausalError("called")) { try trap.predict(tokens) }
  }

  @Test func `metrics need what they measure`() throws {
    #expect(throws: CausalError("the metric logit needs an answer")) { try Metric(.logit) }
    #expect(throws: CausalError("a difference needs a token to compare with")) {
      try Metric(.difference, answer: 1)
    }
    #expect(throws: CausalError.self) { try Metric(.difference, answer: 1, against: 1) }
    let model = EditedModel(try model())
    #expect(throws: CausalError.self) {
      try model.ablate([3, 1], metric: Metric(.logit, answer: 1 << 20))
    }
    let scores = try model.predict([3, 1, 4]).scores
    let all = try Metric.Kind.allCases.map { kind in
      try model.ablate(
        [3, 1, 4], heads: [head], metric: Metric(kind, answer: 5, against: 7)
      ).unchanged[0]
    }
    let score = scores.score(of: 5, at: 2)
    #expect(abs(all[1] - Double(score.logit)) < 1e-6)
    #expect(abs(all[2] - score.logProbability) < 1e-9)
    #expect(abs(all[3] - score.probability) < 1e-9)
    #expect(all[4] == Double(score.rank))
    #expect(abs(all[6]) < 1e-12)
  }

  @Test func `directions are differences of streams, and steer to where they come from`() throws {
    let model = EditedModel(try model())
    let (one, other) = ([3, 1, 4, 1], [3, 7, 4, 8])
    func stream(_ tokens: [Int], _ layer: Int) throws -> Tensor {
      let point = HookPoint.block(.residualPre, layer)
      return try #require(try model.run(tokens, capturing: CaptureSet([point])).cache[point])
    }
    let (a, b) = (try stream(one, 1), try stream(other, 1))
    let last = try model.direction(from: [one], less: [other], layer: 1)
    #expect(
      worstDifference(last.values, zip(a[3].values, b[3].values).map { $0 - $1 }) < 1e-6)
    let mean = try model.direction(from: [one, one], less: [other], layer: 1, at: .all)
    let expected = (0..<a.columns).map { column in
      (0..<4).reduce(Float(0)) { $0 + (a[$1].values[column] - b[$1].values[column]) / 4 }
    }
    #expect(worstDifference(mean.values, expected) < 1e-5)
    // The whole contrast added to the other prompt makes it the first.
    let contrast = try model.contrast(one, less: other, layer: 1)
    let steered = try EditedModel(
      model.model, edits: [Edit(.residualPre, layers: [1], .add(contrast, times: 1))])
    let logits = try steered.predict(other).scores.logits.values
    let target = try model.predict(one).scores.logits.values
    #expect(worstRelativeDifference(logits, to: target) < 1e-5)
    let lengths = (0..<4).map { row in
      a[row].values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    let length = try model.streamLength(one, layer: 1)
    #expect(abs(length - lengths.reduce(0, +) / 4) < 1e-5)
    #expect(throws: CausalError.self) { try model.direction(from: [], less: [one], layer: 1) }
    #expect(throws: CausalError.self) { try model.streamLength(one, layer: 9) }
  }
}
