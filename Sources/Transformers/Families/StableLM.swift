import Formats
import Tensors

extension ModelFamily {
  /// StableLM 2 (Stability AI, 2024): Llama with LayerNorm.
  static let stableLM = ModelFamily(
    "StableLM 2", ["StableLmForCausalLM"], ["stablelm": ModelSpec.stableLM],
    gguf: ["stablelm": ModelSpec.stableLM],
    defaults: [
      "stablelm": #"""
      {"intermediate_size": 6912, "hidden_size": 2560, "num_hidden_layers": 32,
      "num_attention_heads": 32, "num_key_value_heads": 32, "hidden_act": "silu",
      "max_position_embeddings": 4096, "layer_norm_eps": 1e-05, "tie_word_embeddings": false,
      "rope_theta": 10000, "qk_layernorm": false, "use_parallel_residual": false,
      "partial_rotary_factor": 0.25, "vocab_size": 50304}
      """#
    ])
}

extension ModelSpec {
  static func stableLM(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.norm = .layer
    model.config.epsilon = Float(try file.number("layer_norm_eps", or: 1e-5))
    if try file.flag("use_parallel_residual", or: false) {
      model.config.residual = .parallelSharingNorm
    }
    try file.require("qk_layernorm", false)
    return model
  }

  static func stableLM(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "StableLmForCausalLM")
    if file.flag("use_parallel_residual", or: false) {
      model.config.residual = .parallelSharingNorm
    }
    if file.has("blk.0.attn_q_norm") { model.normalizeProjections(.perHead) }
    return model
  }
}
