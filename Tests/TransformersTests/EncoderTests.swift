import Activations
import Formats
import Tensors
import TestSupport
import Testing
import Transformers

/// Encoders, and the model that has one beside its decoder, against Hugging Face's values.
@Suite struct EncoderTests {
  @Test(arguments: ["bert", "distilbert", "roberta"])
  func `an encoder gives the reference's patterns, residuals and logits`(name: String) throws {
    let folder = fixture("models/\(name)")
    try expectReference(folder, of: Model(path: folder))
  }

  @Test func `a checkpoint of BERT gives the reference's patterns and logits`() throws {
    let folder = fixture("checkpoints/bert")
    try expectCheckpoint(folder, of: Model(path: folder))
  }

  @Test(arguments: ["bert", "distilbert", "roberta"])
  func `a converted encoder gives the reference's patterns and has no logits`(
    name: String
  ) throws {
    let reference = try NPZFile(path: fixture("models/\(name)/reference.npz"))
    let tokens = try reference.tensor("input_ids").values.map { Int($0) }
    let model = try Model(path: fixture("gguf/models/\(name).gguf"))
    let wanted = CaptureSet.patterns(layers: model.config.layers)
    let run = try model.run(tokens, capturing: wanted)
    for layer in 0..<model.config.layers {
      let expected = try reference.tensor("blocks.\(layer).attn.hook_pattern")
      let pattern = try #require(run.cache[.pattern(layer)])
      #expect(worstDifference(pattern.values, expected.values) < 1e-5, "layer \(layer)")
    }
    #expect(throws: ModelError.self) {
      try model.run(tokens, capturing: wanted, logits: true)
    }
  }

  @Test func `an encoder's hook points have the names of TransformerLens's HookedEncoder`() throws {
    let model = try Model(path: fixture("models/bert"))
    let run = try model.run([3, 1, 4], capturing: CaptureSet(model.config.hookPoints))
    #expect(run.cache.points == model.config.hookPoints)
    let names = run.cache.points.map(\.description)
    #expect(
      names.prefix(7) == [
        "hook_tokens", "embed.hook_embed", "embed.hook_pos_embed", "embed.hook_token_type_embed",
        "embed.ln.hook_scale", "embed.ln.hook_normalized", "hook_full_embed",
      ])
    #expect(
      names.suffix(11) == [
        "blocks.2.hook_resid_mid", "blocks.2.ln1.hook_scale", "blocks.2.ln1.hook_normalized",
        "blocks.2.hook_mlp_in", "blocks.2.mlp.hook_pre", "blocks.2.mlp.hook_post",
        "blocks.2.hook_mlp_out", "blocks.2.hook_resid_post", "blocks.2.ln2.hook_scale",
        "blocks.2.ln2.hook_normalized", "blocks.2.hook_normalized_resid_post",
      ])
    let pattern = try #require(run.cache[.pattern(0)])
    #expect(pattern.values.allSatisfy { $0 > 0 })  // every query sees every key
  }

  @Test(arguments: ["checkpoints/t5", "gguf/checkpoints/t5.gguf"])
  func `T5 gives the patterns of encoder, decoder and the attention between them`(
    path: String
  ) throws {
    let reference = try NPZFile(path: fixture("checkpoints/t5/expected.npz"))
    let tokens = try reference.tensor("ids").values.map { Int($0) }
    let model = try Model(path: fixture(path))
    let run = try model.run(
      tokens, answer: Array(tokens.prefix(9)), capturing: CaptureSet(model.config.hookPoints),
      logits: true)
    #expect(run.cache.points == model.config.hookPoints)
    for layer in 0..<2 {
      let points: [(String, HookPoint.Kind, HookPoint.Stack)] = [
        ("enc_pattern", .pattern, .encoder), ("dec_pattern", .pattern, .decoder),
        ("cross_pattern", .crossPattern, .decoder),
      ]
      for (name, kind, stack) in points {
        let expected = try reference.tensor("\(name)_\(layer)")
        let pattern = try #require(run.cache[.block(kind, layer, of: stack)])
        #expect([1] + pattern.shape == expected.shape)
        #expect(worstDifference(pattern.values, expected.values) < 1e-5, "\(name) \(layer)")
      }
    }
    let logits = try #require(run.logits)
    let expected = try reference.tensor("logits").values
    #expect(worstRelativeDifference(logits.values, to: expected) < 1e-4)
  }

  @Test func `T5's decoder reads its first token alone unless told otherwise`() throws {
    let model = try Model(path: fixture("checkpoints/t5"))
    let wanted = CaptureSet(
      model.config.hookPoints.filter { $0.kind == .pattern || $0.kind == .crossPattern })
    let run = try model.run([5, 6, 7, 1], capturing: wanted)
    #expect(
      run.cache.points.map(\.description) == [
        "encoder.0.attn.hook_pattern", "encoder.1.attn.hook_pattern",
        "decoder.0.attn.hook_pattern", "decoder.0.cross_attn.hook_pattern",
        "decoder.1.attn.hook_pattern", "decoder.1.cross_attn.hook_pattern",
      ])
    #expect(run.cache[.block(.pattern, 0, of: .decoder)]?.shape == [4, 1, 1])
    #expect(run.cache[.block(.crossPattern, 1, of: .decoder)]?.shape == [4, 1, 4])
    let early = try model.run(
      [5, 6, 7, 1], capturing: CaptureSet([.block(.pattern, 0, of: .encoder)]))
    #expect(early.cache.points.count == 1)
  }

  @Test func `prompts of a batch go through encoder and decoder as each would alone`() throws {
    let model = try Model(path: fixture("checkpoints/t5"))
    let (prompts, answers) = ([[5, 6, 7, 1], [9, 1], [3, 4, 1]], [[0, 4], [0], [0, 8, 9]])
    let wanted = CaptureSet(model.config.hookPoints)
    var together = [ActivationCache](repeating: ActivationCache(), count: 3)
    try model.run(prompts, answers: answers, capturing: wanted) { point, prompt, value in
      together[prompt][point] = value
    }
    for (index, prompt) in prompts.enumerated() {
      let alone = try model.run(prompt, answer: answers[index], capturing: wanted)
      for point in wanted.points {
        let (mine, own) = (try #require(together[index][point]), try #require(alone.cache[point]))
        #expect(mine.shape == own.shape, "\(point)")
        let finite = zip(mine.values, own.values).filter { $0.isFinite || $1.isFinite }
        #expect(
          worstRelativeDifference(finite.map(\.0), to: finite.map(\.1)) < 1e-5, "\(point)")
      }
    }
  }
}
