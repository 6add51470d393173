import Tensors

/// OLMo 1 (norms without weights), 2 and 3 (norms on what sublayers add) and OLMoE (Ai2, 2024 and 2025).
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
}
