import Activations
import Formats
import Tensors
import TestSupport
import Testing
import Transformers

/// Tiny models with the values that Hugging Face's transformers gave (eager attention, float32).
@Suite struct ReferenceTests {
  @Test(arguments: ReferenceModels.decoders)
  func `patterns, residuals and logits equal the reference`(name: String) throws {
    let folder = fixture("models/\(name)")
    try expectReference(folder, of: Model(path: folder))
  }

  static let checkpoints = [
    "apertus", "bloom", "bloom6", "gemma1", "gemma2", "gemma3", "gemma3_lin8", "gpt2",
    "gpt2_sharded", "gptj", "gptoss", "llama", "llama_dynamic", "llama_gguf_f32",
    "llama_gguf_q8_0", "llama_l3rope", "llama_linear", "llama_yarn", "mistral", "mistral_hd",
    "mixtral", "neo", "neox", "neox_seq", "olmo", "olmo2", "olmo3", "olmoe", "opt", "phi", "phi3",
    "phi3_longrope", "qwen1", "qwen2", "qwen3", "qwen3_mha", "stanford",
  ]

  @Test(arguments: checkpoints)
  func `checkpoints of every format give the reference's patterns and logits`(name: String) throws {
    let folder = fixture("checkpoints/\(name)")
    let answers = name == "gpt2_sharded" ? fixture("checkpoints/gpt2") : folder
    let path = name.contains("gguf") ? folder + "/model.gguf" : folder
    try expectCheckpoint(answers, of: Model(path: path))
  }

  /// Models in the forms of TransformerLens, nanoGPT and minGPT (`scripts/make-toy-fixtures.py`).
  @Test(arguments: ReferenceModels.toys)
  func `small models made for study give the reference's patterns and logits`(
    name: String
  ) throws {
    let folder = fixture("toys/\(name)")
    let model = try Model(path: folder)
    try expectCheckpoint(folder, of: model)
    let run = try model.run([3, 1, 4], capturing: CaptureSet(model.config.hookPoints))
    #expect(run.cache.points == model.config.hookPoints)
  }

  @Test func `every family has a model here that proves it`() throws {
    let configs = ReferenceModels.decoders.map { "models/\($0)" } + ReferenceModels.encoderPaths
    let others =
      ["checkpoints/t5", "toys/gelu", "toys/mingpt", "families/bart"]
      + ReferenceModels.families.map { "families/\($0)" }
    var types: Set<String> = ["hooked_transformer"]
    for folder in configs + others {
      let config = try JSON.load(path: fixture(folder) + "/config.json")
      for own in [config, config["text_config"] ?? .null] {
        if let type = own["model_type"]?.stringValue { types.insert(type) }
      }
    }
    for family in ModelFamily.all {
      #expect(!types.isDisjoint(with: family.modelTypes), "\(family.name)")
      #expect(!family.architectures.isEmpty)
    }
    #expect(
      ModelFamily.all.map(\.name)
        == ModelFamily.all.map(\.name).sorted { $0.lowercased() < $1.lowercased() })
  }
}
