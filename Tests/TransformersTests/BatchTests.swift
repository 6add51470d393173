import Activations
import Tensors
import TestSupport
import Testing
import Transformers

@Suite struct BatchTests {
  private static let families = [
    "models/gpt2", "models/gpt_neox", "models/llama", "models/gemma3", "models/mixtral",
    "models/bloom", "checkpoints/llama_dynamic",
  ]

  private func prompts(vocabulary: Int) -> [[Int]] {
    var generator = SeededGenerator(seed: 3)
    return [17, 1, 9, 30, 2].map { length in
      (0..<length).map { _ in Int.random(in: 0..<vocabulary, using: &generator) }
    }
  }

  @Test(arguments: families)
  func `each prompt of a batch gets what its own pass gives`(family: String) throws {
    let model = try Model(path: fixture(family))
    let prompts = prompts(vocabulary: model.config.vocabularySize)
    let wanted = CaptureSet(model.config.hookPoints)
    var together = [ActivationCache](repeating: ActivationCache(), count: prompts.count)
    let logits = try #require(
      try model.run(prompts, capturing: wanted, logits: true) { point, prompt, value in
        together[prompt][point] = value
      })
    var row = 0
    for (index, prompt) in prompts.enumerated() {
      let alone = try model.run(prompt, capturing: wanted, logits: true)
      #expect(together[index].points == alone.cache.points)
      for point in wanted.points {
        let expected = try #require(alone.cache[point])
        let value = try #require(together[index][point])
        #expect(value.shape == expected.shape, "\(point)")
        let finite = zip(value.values, expected.values).filter { $0.isFinite || $1.isFinite }
        let worst = worstRelativeDifference(finite.map(\.0), to: finite.map(\.1))
        #expect(worst < 1e-5, "\(point) of prompt \(index)")
      }
      let own = try #require(alone.logits)
      let part = Array(
        logits.values[row * logits.columns..<(row + prompt.count) * logits.columns])
      #expect(worstRelativeDifference(part, to: own.values) < 1e-5)
      row += prompt.count
    }
  }

  @Test func `a pass stops when its checkpoint throws and runs again afterwards`() throws {
    struct Stop: Error {}
    let model = try Model(path: fixture("models/llama"))
    let wanted = CaptureSet.patterns(layers: model.config.layers)
    var calls = 0
    #expect(throws: Stop.self) {
      try model.run([1, 2, 3], capturing: wanted) {
        calls += 1
        if calls == 20 { throw Stop() }
      }
    }
    #expect(calls == 20)
    #expect(try model.run([1, 2, 3], capturing: wanted).cache.points == wanted.points)
  }

  @Test func `a tap that changes a pattern changes what comes after it and nothing before`() throws
  {
    let model = try Model(path: fixture("models/gpt2"))
    let wanted = CaptureSet(model.config.hookPoints)
    let tokens = [5, 6, 7, 8]
    let plain = try model.run(tokens, capturing: wanted)
    var changed = ActivationCache()
    try model.run([tokens], capturing: wanted) { point, _, value in
      if point == .pattern(1) {
        for index in value.values.indices { value.values[index] = 0 }
      }
      changed[point] = value
    }
    #expect(changed[.pattern(0)] == plain.cache[.pattern(0)])
    #expect(changed[.block(.residualMid, 0)] == plain.cache[.block(.residualMid, 0)])
    let z = try #require(changed[.block(.z, 1)])
    #expect(z.values.allSatisfy { $0 == 0 })
    #expect(changed[.pattern(2)] != plain.cache[.pattern(2)])
  }

  @Test func `bad prompts are refused by one sentence`() throws {
    let model = try Model(path: fixture("models/gpt2"))
    let wanted = CaptureSet.patterns(layers: model.config.layers)
    #expect(throws: ModelError.self) { try model.run([], capturing: wanted) }
    #expect(throws: ModelError.self) { try model.run([96], capturing: wanted) }
    #expect(throws: ModelError.self) { try model.run([-1], capturing: wanted) }
    let long = [Int](repeating: 1, count: model.config.contextLength + 1)
    #expect(throws: ModelError.self) { try model.run(long, capturing: wanted) }
    _ = try model.run(Array(long.dropLast()), capturing: wanted)
  }
}
