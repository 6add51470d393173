import Activations
import Formats
import Tensors
import TestSupport
import Testing
import Transformers

/// Tiny models with the values that Hugging Face's transformers gave (eager attention, float32).
@Suite struct ReferenceTests {
  static let models = [
    "apertus", "bloom", "cohere", "falcon", "gemma", "gemma2", "gemma3", "gpt2",
    "gpt2-inverse-layer-scale", "gpt_bigcode", "gpt_neo", "gpt_neox", "gpt_neox-sequential",
    "gpt_oss", "gptj", "granite", "llama", "llama-linear-rope", "llama-yarn",
    "llama3-rope-scaling", "mistral-sliding-window", "mixtral", "mpt", "olmo", "olmo2", "olmo3",
    "olmoe", "opt", "phi", "phi3", "qwen2", "qwen3", "qwen3_moe", "smollm3", "stablelm",
    "starcoder2",
  ]

  @Test(arguments: models)
  func `patterns, residuals and logits equal the reference`(name: String) throws {
    let folder = fixture("models/\(name)")
    let reference = try NPZFile(path: folder + "/reference.npz")
    let tokens = try reference.tensor("input_ids").values.map { Int($0) }
    let model = try Model(path: folder, keepingAtMost: .max)
    let wanted = CaptureSet(
      model.config.hookPoints.filter {
        [.pattern, .residualPre, .finalNorm].contains($0.kind)
      })
    let run = try model.run(tokens, capturing: wanted, logits: true)
    for layer in 0..<model.config.layers {
      let expected = try reference.tensor("blocks.\(layer).attn.hook_pattern")
      let pattern = try #require(run.cache[.pattern(layer)])
      #expect([1] + pattern.shape == expected.shape)
      #expect(worstDifference(pattern.values, expected.values) < 1e-5, "layer \(layer)")
      let residual = try #require(run.cache[.block(.residualPre, layer)])
      let expectedResidual = try reference.tensor("blocks.\(layer).hook_resid_pre")
      #expect(worstRelativeDifference(residual.values, to: expectedResidual.values) < 1e-4)
    }
    let logits = try #require(run.logits)
    #expect(
      worstRelativeDifference(logits.values, to: try reference.tensor("logits").values) < 1e-4)
    // TransformerLens shows RMSNorm's rows before the weight; the reference has them after it.
    if model.config.norm == .layer {
      let final = try #require(run.cache[.outside(.finalNorm)])
      let expected = try reference.tensor("final.hidden").values
      #expect(worstRelativeDifference(final.values, to: expected) < 1e-4)
    }
  }

  static let checkpoints = [
    "apertus", "bloom", "bloom6", "gemma1", "gemma2", "gemma3", "gemma3_lin8", "gpt2",
    "gpt2_sharded", "gptj", "gptoss", "llama", "llama_dynamic", "llama_gguf_f32",
    "llama_gguf_q8_0", "llama_l3rope", "llama_linear", "llama_yarn", "mistral", "mistral_hd",
    "mixtral", "neo", "neox", "neox_seq", "olmo", "olmo2", "olmo3", "olmoe", "opt", "phi", "phi3",
    "phi3_longrope", "qwen2", "qwen3", "qwen3_mha", "stanford",
  ]

  @Test(arguments: checkpoints)
  func `checkpoints of every format give the reference's patterns and logits`(name: String) throws {
    let folder = fixture("checkpoints/\(name)")
    let answers = name == "gpt2_sharded" ? fixture("checkpoints/gpt2") : folder
    let reference = try NPZFile(path: answers + "/expected.npz")
    let tokens = try reference.tensor("ids").values.map { Int($0) }
    let path = name.contains("gguf") ? folder + "/model.gguf" : folder
    let model = try Model(path: path, keepingAtMost: .max)
    let run = try model.run(
      tokens, capturing: .patterns(layers: model.config.layers), logits: true)
    for layer in 0..<model.config.layers {
      let expected = try reference.tensor("pattern_\(layer)")
      let pattern = try #require(run.cache[.pattern(layer)])
      #expect(worstDifference(pattern.values, expected.values) < 1e-5, "layer \(layer)")
    }
    let logits = try #require(run.logits)
    #expect(
      worstRelativeDifference(logits.values, to: try reference.tensor("logits").values) < 1e-4)
  }
}
