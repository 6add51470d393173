import Formats
import Tensors

extension ModelFamily {
  /// OLMo 1 (norms without weights), 2 and 3 (norms on what sublayers add) and OLMoE (Ai2, 2024 and 2025).
  static let olmo = ModelFamily(
    "OLMo 1-3, OLMoE",
    ["OlmoForCausalLM", "Olmo2ForCausalLM", "Olmo3ForCausalLM", "OlmoeForCausalLM"],
    [
      "olmo": ModelSpec.olmo, "olmo2": ModelSpec.olmo2, "olmo3": ModelSpec.olmo3,
      "olmoe": ModelSpec.olmoE,
    ],
    gguf: ["olmo": ModelSpec.olmo, "olmo2": ModelSpec.olmo2, "olmoe": ModelSpec.olmoE],
    defaults: [
      "olmo": #"""
      {"hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32,
      "num_attention_heads": 32, "hidden_act": "silu", "max_position_embeddings": 2048,
      "tie_word_embeddings": false, "rope_theta": 10000.0, "vocab_size": 50304}
      """#,
      "olmo2": #"""
      {"hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32,
      "num_attention_heads": 32, "hidden_act": "silu", "max_position_embeddings": 2048,
      "tie_word_embeddings": false, "rope_theta": 10000.0, "rms_norm_eps": 1e-05,
      "vocab_size": 50304}
      """#,
      "olmo3": #"""
      {"hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32,
      "num_attention_heads": 32, "hidden_act": "silu", "max_position_embeddings": 2048,
      "tie_word_embeddings": false, "rope_theta": 10000.0, "rms_norm_eps": 1e-05,
      "sliding_window": 4096, "vocab_size": 50304}
      """#,
      "olmoe": #"""
      {"hidden_size": 2048, "intermediate_size": 2048, "num_hidden_layers": 16,
      "num_attention_heads": 16, "hidden_act": "silu", "max_position_embeddings": 4096,
      "rms_norm_eps": 1e-05, "tie_word_embeddings": false, "rope_theta": 10000.0,
      "num_experts_per_tok": 8, "num_experts": 64, "norm_topk_prob": false, "vocab_size": 50304}
      """#,
    ])
}

extension ModelSpec {
  static func olmo(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.norm = .layer
    model.config.epsilon = 1e-5
    model.config.projectionLimit = try file.optionalNumber(["clip_qkv"]).map { Float($0) }
    for role in [WeightRole.norm1, .norm2, .finalNorm] { model.layout.names[role] = nil }
    return model
  }

  static func olmo2(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.normPlacement = .after
    model.config.queryKeyNorm = .allHeads
    model.layout.names[.norm1] = nil
    model.layout.names[.norm2] = nil
    model.layout.names.merge([
      .norm1Post: "layers.{i}.post_attention_layernorm",
      .norm2Post: "layers.{i}.post_feedforward_layernorm",
      .queryNorm: "layers.{i}.self_attn.q_norm", .keyNorm: "layers.{i}.self_attn.k_norm",
    ]) { $1 }
    return model
  }

  static func olmo3(_ file: ConfigReader) throws -> ModelSpec {
    var model = try olmo2(file)
    if !file.hasLayerTypes, let window = try file.optionalSize("sliding_window") {
      model.config.windows = (0..<model.config.layers).map { ($0 + 1) % 4 == 0 ? nil : window }
    }
    // Windowed layers turn without any scaling of frequencies, or as the file says for them alone.
    model.config.windowedRotary = model.config.rotary
    model.config.windowedRotary?.scaling = .none
    if try file.object("rope_parameters")?.object("sliding_attention") != nil {
      model.config.windowedRotary = try file.rotary(
        headWidth: model.config.headWidth, share: 1, contextLength: model.config.contextLength,
        part: "sliding_attention")
    }
    return model
  }

  static func olmoE(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.queryKeyNorm = .allHeads
    model.config.projectionLimit = try file.optionalNumber(["clip_qkv"]).map { Float($0) }
    model.config.experts = ModelConfig.Experts(
      count: try file.size("num_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: try file.flag("norm_topk_prob", or: false))
    model.layout.names[.queryNorm] = "layers.{i}.self_attn.q_norm"
    model.layout.names[.keyNorm] = "layers.{i}.self_attn.k_norm"
    model.layout.names.merge(expertNames) { $1 }
    return model
  }

  static func olmo(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.architecture = "OlmoForCausalLM"
    for role in [WeightRole.norm1, .norm2, .finalNorm] { model.layout.names[role] = nil }
    return model
  }

  static func olmo2(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "Olmo2ForCausalLM")
    model.config.normPlacement = .after
    model.config.windows = try file.windows(layers: model.config.layers, period: 4)
    model.normalizeProjections(.allHeads)
    model.nameNormsAfter()
    return model
  }

  static func olmoE(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "OlmoeForCausalLM")
    model.config.experts?.normalizesShares = file.flag("expert_weights_norm", or: false)
    model.normalizeProjections(.allHeads)
    return model
  }
}
