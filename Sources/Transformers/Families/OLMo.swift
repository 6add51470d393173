import Tensors

/// OLMo 1 (norms without weights), 2 and 3 (norms on what sublayers add) and OLMoE (Ai2, 2024 and 2025).
extension Family {
  static func olmo(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    family.config.norm = .layer
    family.config.epsilon = 1e-5
    family.config.projectionLimit = try file.optionalNumber(["clip_qkv"]).map { Float($0) }
    for role in [WeightRole.norm1, .norm2, .finalNorm] { family.layout.names[role] = nil }
    return family
  }

  static func olmo2(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    family.config.normPlacement = .after
    family.config.queryKeyNorm = .allHeads
    family.layout.names[.norm1] = nil
    family.layout.names[.norm2] = nil
    family.layout.names.merge([
      .norm1Post: "layers.{i}.post_attention_layernorm",
      .norm2Post: "layers.{i}.post_feedforward_layernorm",
      .queryNorm: "layers.{i}.self_attn.q_norm", .keyNorm: "layers.{i}.self_attn.k_norm",
    ]) { $1 }
    return family
  }

  static func olmo3(_ file: ConfigReader) throws -> Family {
    var family = try olmo2(file)
    if !file.hasLayerTypes, let window = try file.optionalSize("sliding_window") {
      family.config.windows = (0..<family.config.layers).map { ($0 + 1) % 4 == 0 ? nil : window }
    }
    // Windowed layers turn without any scaling of frequencies, or as the file says for them alone.
    family.config.windowedRotary = family.config.rotary
    family.config.windowedRotary?.scaling = .none
    if try file.object("rope_parameters")?.object("sliding_attention") != nil {
      family.config.windowedRotary = try file.rotary(
        headWidth: family.config.headWidth, share: 1, contextLength: family.config.contextLength,
        part: "sliding_attention")
    }
    return family
  }

  static func olmoE(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    family.config.queryKeyNorm = .allHeads
    family.config.projectionLimit = try file.optionalNumber(["clip_qkv"]).map { Float($0) }
    family.config.experts = ModelConfig.Experts(
      count: try file.size("num_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: try file.flag("norm_topk_prob", or: false))
    family.layout.names[.queryNorm] = "layers.{i}.self_attn.q_norm"
    family.layout.names[.keyNorm] = "layers.{i}.self_attn.k_norm"
    family.layout.names.merge(expertNames) { $1 }
    return family
  }
}
