import Formats
import Tensors
import TestSupport
import Testing
import Transformers

/// GGUF files that llama.cpp's converter made of the tiny models (`scripts/make-gguf-fixtures.py`), with the same reference values.
@Suite struct GGUFReferenceTests {
  static let models = [
    "apertus", "bloom", "cohere", "falcon", "gemma", "gpt2", "gpt_bigcode", "gpt_neox",
    "gpt_neox-sequential", "gpt_oss", "granite", "llama-yarn", "llama3-rope-scaling", "mixtral",
    "mpt", "olmo", "olmo2", "olmo3", "olmoe", "phi", "phi3", "qwen2", "qwen3", "qwen3_moe",
    "smollm3", "stablelm", "starcoder2",
  ]

  @Test(arguments: models)
  func `a converted model gives the reference's patterns, residuals and logits`(
    name: String
  ) throws {
    let model = try Model(path: fixture("gguf/models/\(name).gguf"))
    try expectReference(fixture("models/\(name)"), of: model)
  }

  @Test(arguments: ["gemma2", "gemma3", "gemma3_lin8", "phi3_longrope", "qwen1"])
  func `a converted checkpoint gives the reference's patterns and logits`(name: String) throws {
    let model = try Model(path: fixture("gguf/checkpoints/\(name).gguf"))
    try expectCheckpoint(fixture("checkpoints/\(name)"), of: model)
  }

  /// What a converted model's configuration may differ in from the one that it was made of.
  @Test(arguments: models)
  func `metadata gives the same axes as config json`(name: String) throws {
    let converted = try Model(
      path: fixture("gguf/models/\(name).gguf"), name: name)
    let original = try Model(path: fixture("models/\(name)"), name: name)
    let (ours, theirs) = (converted.config, original.config)
    #expect(ours.architecture == theirs.architecture || name == "olmo3")
    #expect(ours.prependsBOS == theirs.prependsBOS)
    #expect(ours.hookPoints == theirs.hookPoints)
    #expect(ours.norm == theirs.norm && ours.epsilon == theirs.epsilon)
    #expect(ours.experts?.count == theirs.experts?.count)
    #expect(ours.experts?.normalizesShares == theirs.experts?.normalizesShares)
  }
}
