import Formats
import Tensors

extension ModelFamily {
  /// Ministral 3 and Mistral 4 (2025 and 2026): queries that grow with their place; DeepSeek's latent attention in the second.
  static let ministral = ModelFamily(
    "Ministral 3, Mistral 4", ["Mistral3ForConditionalGeneration", "Ministral3ForCausalLM"],
    ["ministral3": ModelSpec.ministral3, "mistral4": ModelSpec.mistral4],
    gguf: ["mistral3": ModelSpec.mistral3, "mistral4": ModelSpec.mistral4],
    defaults: [
      "ministral3": #"""
      {"head_dim": 128, "hidden_act": "silu", "hidden_size": 4096,
      "intermediate_size": 14336, "max_position_embeddings": 262144, "num_attention_heads": 32,
      "num_hidden_layers": 34, "num_key_value_heads": 8, "rms_norm_eps": 1e-05,
      "rope_parameters": {"beta_fast": 32.0, "beta_slow": 1.0, "factor": 16.0,
      "llama_4_scaling_beta": 0.1, "max_position_embeddings": 262144, "mscale": 1.0,
      "mscale_all_dim": 1.0, "original_max_position_embeddings": 16384, "rope_theta": 1000000.0,
      "rope_type": "yarn", "type": "yarn"}, "tie_word_embeddings": false, "vocab_size": 131072}
      """#,
      "mistral4": #"""
      {"first_k_dense_replace": 0, "hidden_act": "silu", "hidden_size": 4096,
      "intermediate_size": 12288, "kv_lora_rank": 256, "max_position_embeddings": 1048576,
      "moe_intermediate_size": 2048, "n_group": 1, "n_routed_experts": 128, "n_shared_experts":
      1, "norm_topk_prob": true, "num_attention_heads": 32, "num_experts_per_tok": 4,
      "num_hidden_layers": 36, "num_key_value_heads": 32, "q_lora_rank": 1024,
      "qk_nope_head_dim": 64, "qk_rope_head_dim": 64, "rms_norm_eps": 1e-06, "rope_interleave":
      true, "rope_parameters": {"beta_fast": 32.0, "beta_slow": 1.0, "factor": 128.0,
      "llama_4_scaling_beta": 0.1, "max_position_embeddings": 1048576, "mscale": 1.0,
      "mscale_all_dim": 1.0, "original_max_position_embeddings": 8192, "partial_rotary_factor":
      0.5, "rope_theta": 10000.0, "rope_type": "yarn", "type": "yarn"}, "routed_scaling_factor":
      1.0, "tie_word_embeddings": false, "topk_group": 1, "v_head_dim": 128, "vocab_size":
      131072}
      """#,
    ],
    immaterialKeys: [
      "ministral3": "max_position_embeddings",
      "mistral4": "max_position_embeddings",
    ])
}

extension ModelSpec {
  static func mistral4(_ file: ConfigReader) throws -> ModelSpec {
    var model = try latentAttention(file)
    try model.addDeepSeekExperts(file)
    model.config.experts?.router.scores = .softmax
    model.layout.names[.routerBias] = nil
    model.config.queryGrowth = try file.queryGrowth()
    return model
  }

  static func ministral3(_ file: ConfigReader) throws -> ModelSpec {
    var model = try mistral(file)
    model.config.queryGrowth = try file.queryGrowth()
    return model
  }

  static func mistral3(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.architecture = "Ministral3ForCausalLM"
    model.config.queryGrowth = try file.queryGrowth()
    return model
  }

  static func mistral4(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try latentAttention(file, "Mistral4ForCausalLM")
    model.config.experts?.router.judgesGroups = .bestTwo
    model.config.experts?.router.divisor = .adding(1e-20)
    model.config.queryGrowth = try file.queryGrowth()
    return model
  }
}

extension ConfigReader {
  /// Queries that grow with their place (Ministral 3, Mistral 4).
  func queryGrowth() throws -> ModelConfig.QueryGrowth? {
    guard let parameters = try object("rope_parameters"),
      let slope = try parameters.optionalNumber(["llama_4_scaling_beta"])
    else { return nil }
    return ModelConfig.QueryGrowth(
      slope: Float(slope), length: try parameters.size("original_max_position_embeddings"))
  }
}

extension GGUFConfigReader {
  /// Queries that grow with their place (Ministral 3, Mistral 4).
  func queryGrowth() throws -> ModelConfig.QueryGrowth? {
    guard let slope = optionalFactor("attention.temperature_scale") else { return nil }
    return ModelConfig.QueryGrowth(
      slope: slope, length: try size("rope.scaling.original_context_length"))
  }
}
