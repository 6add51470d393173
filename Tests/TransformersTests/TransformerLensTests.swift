import Activations
import Tensors
import TestSupport
import Testing
import Transformers

/// Where TransformerLens 2 differs from the models' own programs, and `asTransformerLens` with it.
@Suite struct TransformerLensTests {
  private func models(_ name: String) throws -> (own: Model, other: Model) {
    let path = fixture(name)
    return (
      try Model(path: path, keepingAtMost: .max),
      try Model(path: path, keepingAtMost: .max, asTransformerLens: true)
    )
  }

  @Test func `Gemma 2's windows are on the other layers`() throws {
    let (own, other) = try models("models/gemma2")
    #expect(own.config.windows == [8, nil, 8, nil])
    #expect(other.config.windows == [nil, 8, nil, 8])
  }

  @Test func `gpt-oss has neither sinks, windows nor stretched rotation`() throws {
    let (own, other) = try models("checkpoints/gptoss")
    #expect(own.config.hasSinks && !other.config.hasSinks)
    #expect(!own.config.windows.isEmpty && other.config.windows.isEmpty)
    #expect(own.config.position != other.config.position)
    let run = try other.run([1, 2, 3], capturing: .patterns(layers: 1))
    let rows = try #require(run.cache[.pattern(0)]).values.reduce(0, +)
    #expect(abs(rows - Float(3 * other.config.heads)) < 1e-4)  // without sinks rows sum to one
  }

  @Test func `norms of models with experts lose their weights`() throws {
    let (own, other) = try models("models/mixtral")
    let wanted = CaptureSet.patterns(layers: own.config.layers)
    let (mine, theirs) = (
      try own.run([1, 2, 3, 4], capturing: wanted), try other.run([1, 2, 3, 4], capturing: wanted)
    )
    #expect(mine.cache[.pattern(0)] != theirs.cache[.pattern(0)])
  }

  @Test func `queries of T5's decoder see later tokens`() throws {
    let (own, other) = try models("checkpoints/t5")
    let point = HookPoint.block(.pattern, 0, of: .decoder)
    let last = { (model: Model) in
      try model.run([5, 1], answer: [0, 4, 6], capturing: CaptureSet([point])).cache[point]?[0][0]
    }
    #expect(try last(own)?.values.dropFirst().allSatisfy { $0 == 0 } == true)
    #expect(try last(other)?.values.allSatisfy { $0 > 0 } == true)
  }

  @Test(arguments: ["models/gpt2", "models/llama", "models/qwen2", "models/gpt_neox"])
  func `other families are the same`(name: String) throws {
    let (own, other) = try models(name)
    #expect(own.config == other.config)
  }
}
