import Formats
import Tensors

extension ModelFamily {
  /// Bamba (IBM, 2024): Mamba 2 in most layers, attention in a few.
  static let bamba = ModelFamily(
    "Bamba", ["BambaForCausalLM"],
    ["bamba": ModelSpec.bamba],
    defaults: [
      "bamba": #"""
      {"hidden_act": "silu", "hidden_size": 4096, "intermediate_size": 14336,
      "mamba_d_conv": 4, "mamba_d_head": 64, "mamba_d_state": 256, "mamba_expand": 2,
      "mamba_n_groups": 1, "mamba_n_heads": 128, "max_position_embeddings": 262144,
      "num_attention_heads": 32, "num_hidden_layers": 32, "num_key_value_heads": 8,
      "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "partial_rotary_factor": 0.5,
      "tie_word_embeddings": false, "time_step_limit": [0.0, {"__float__": "Infinity"}],
      "vocab_size": 128000}
      """#
    ])
}

extension ModelSpec {
  static func bamba(_ file: ConfigReader) throws -> ModelSpec {
    // Half of each head turns, whatever else the file says.
    var model = try llama(file, rotaryShare: 0.5)
    let attention = Set(try file.integers("attn_layer_indices"))
    model.config.mixers = (0..<model.config.layers).map {
      attention.contains($0) ? .attention : .stateSpace
    }
    model.config.stateSpace = try file.mamba(width: model.config.width)
    model.nameMambaBlocks()
    return model
  }
}
