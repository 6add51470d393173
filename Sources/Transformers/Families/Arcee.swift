import Formats
import Tensors

extension ModelFamily {
  /// Arcee's AFM (2025): Llama whose feed-forward layer has no gate.
  static let arcee = ModelFamily(
    "Arcee", ["ArceeForCausalLM"],
    ["arcee": ModelSpec.arcee],
    gguf: ["arcee": ModelSpec.arcee],
    defaults: [
      "arcee": #"""
      {"hidden_act": "relu2", "hidden_size": 2560, "intermediate_size": 18432,
      "max_position_embeddings": 4096, "num_attention_heads": 32, "num_hidden_layers": 32,
      "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "tie_word_embeddings": false, "vocab_size":
      32000}
      """#
    ])
}

extension ModelSpec {
  static func arcee(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.isGated = false
    return model
  }

  static func arcee(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try llama(file).withoutGate(.reluSquared)
    model.config.architecture = "ArceeForCausalLM"
    return model
  }
}
