import Formats
import Tensors

extension ModelFamily {
  /// SmolLM 3 (Hugging Face, 2025): Llama with one layer in four that does not turn.
  static let smolLM3 = ModelFamily(
    "SmolLM 3", ["SmolLM3ForCausalLM"], ["smollm3": ModelSpec.smolLM3],
    gguf: ["smollm3": ModelSpec.smolLM3],
    defaults: [
      "smollm3": #"""
      {"hidden_size": 2048, "intermediate_size": 11008, "num_hidden_layers": 36,
      "num_attention_heads": 16, "num_key_value_heads": 4, "hidden_act": "silu",
      "max_position_embeddings": 32768, "rms_norm_eps": 1e-06, "rope_theta": 2000000.0,
      "use_sliding_window": false, "no_rope_layer_interval": 4, "tie_word_embeddings": true,
      "vocab_size": 128256}
      """#
    ])
}

extension ModelSpec {
  static func smolLM3(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    let turning = try file.integers("no_rope_layers")
    let interval = try file.size("no_rope_layer_interval", or: 4)
    model.config.unrotatedLayers = Set(
      (0..<model.config.layers).filter { layer in
        turning.isEmpty ? (layer + 1) % interval == 0 : layer < turning.count && turning[layer] == 0
      })
    model.config.tiesEmbedding = try file.flag("tie_word_embeddings", or: true)
    file.knows("sliding_window", "no_rope_layer_interval")
    if try !file.flag("use_sliding_window", or: false) { model.config.windows = [] }
    return model
  }

  static func smolLM3(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.architecture = "SmolLM3ForCausalLM"
    model.config.unrotatedLayers = Set((0..<model.config.layers).filter { ($0 + 1) % 4 == 0 })
    return model
  }
}
