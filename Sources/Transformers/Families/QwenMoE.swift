import Formats
import Tensors

extension ModelFamily {
  /// Qwen's experts of 2024, and the text part of Qwen3-VL.
  static let qwenMoE = ModelFamily(
    "Qwen MoE 1.5-2, Qwen3-VL", ["Qwen2MoeForCausalLM", "Qwen3VLForConditionalGeneration"],
    ["qwen2_moe": ModelSpec.qwen2MoE, "qwen3_vl_text": ModelSpec.qwen3],
    gguf: ["qwen2moe": ModelSpec.qwen2MoE, "qwen3vl": ModelSpec.qwen3VL],
    defaults: [
      "qwen2_moe": #"""
      {"decoder_sparse_step": 1, "hidden_act": "silu", "hidden_size": 2048,
      "intermediate_size": 5632, "max_position_embeddings": 32768, "moe_intermediate_size":
      1408, "norm_topk_prob": false, "num_attention_heads": 16, "num_experts": 60,
      "num_experts_per_tok": 4, "num_hidden_layers": 24, "num_key_value_heads": 16,
      "rms_norm_eps": 1e-06, "rope_theta": 10000.0, "shared_expert_intermediate_size": 5632,
      "sliding_window": 0, "tie_word_embeddings": false, "use_sliding_window": false,
      "vocab_size": 151936}
      """#,
      "qwen3_vl_text": #"""
      {"head_dim": 128, "hidden_act": "silu", "hidden_size": 4096,
      "intermediate_size": 22016, "max_position_embeddings": 128000, "num_attention_heads": 32,
      "num_hidden_layers": 32, "num_key_value_heads": 32, "rms_norm_eps": 1e-06, "rope_theta":
      500000.0, "vocab_size": 151936}
      """#,
    ])
}

extension ModelSpec {
  static func qwen2MoE(_ file: ConfigReader) throws -> ModelSpec {
    var model = try qwen2(file)
    try model.addQwenExperts(file)
    return model
  }

  static func qwen2MoE(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try qwen2(file)
    model.config.architecture = "Qwen2MoeForCausalLM"
    model.config.experts?.normalizesShares = file.flag("expert_weights_norm", or: false)
    return model
  }

  static func qwen3VL(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try qwen3(file)
    model.config.architecture = "Qwen3VLForConditionalGeneration"
    return model
  }

  /// Qwen's experts beside one that every token goes to through a gate.
  mutating func addQwenExperts(_ file: ConfigReader) throws {
    let step = try file.size("decoder_sparse_step", or: 1)
    let dense = Set(try file.integers("mlp_only_layers"))
    config.experts = ModelConfig.Experts(
      count: try file.size("num_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: try file.flag("norm_topk_prob", or: false),
      sharedWidth: try file.size("shared_expert_intermediate_size"),
      denseLayers: Set((0..<config.layers).filter { dense.contains($0) || ($0 + 1) % step != 0 }),
      denseHiddenWidth: config.hiddenWidth)
    config.hiddenWidth = try file.size("moe_intermediate_size")
    layout.names.merge(Self.expertNames) { $1 }
    layout.names.merge(Self.fusedExpertNames) { $1 }
    layout.names.merge(Self.sharedExpertNames("layers.{i}.mlp.shared_expert")) { $1 }
    layout.names[.sharedExpertGate] = "layers.{i}.mlp.shared_expert_gate"
  }
}
