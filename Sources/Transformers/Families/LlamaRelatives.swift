import Tensors

/// Families that change a few axes of Llama: Cohere, Granite, SmolLM3, StableLM 2, Apertus, gpt-oss.
extension Family {
  static func cohere(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    family.config.norm = .layer
    family.config.epsilon = Float(try file.number("layer_norm_eps", or: 1e-5))
    family.config.residual = .parallelSharingNorm
    family.config.logitScale = Float(try file.number("logit_scale", or: 0.0625))
    family.config.tiesEmbedding = try file.flag("tie_word_embeddings", or: true)
    if var rotary = family.config.rotary {
      rotary.pairs = .adjacent
      family.config.position = .rotary(rotary)
    }
    if try file.flag("use_qk_norm", or: false) { family.normalizeHeads() }
    return family
  }

  static func granite(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    let h = Double(family.config.headWidth)
    family.config.embeddingScale = Float(try file.number("embedding_multiplier", or: 1))
    family.config.residualScale = Float(try file.number("residual_multiplier", or: 1))
    family.config.scoreScale = Float(
      try file.number("attention_multiplier", or: 1 / h.squareRoot()))
    family.config.logitScale = 1 / Float(try file.number("logits_scaling", or: 1))
    return family
  }

  static func smolLM3(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    let turning = try file.integers("no_rope_layers")
    let interval = try file.size("no_rope_layer_interval", or: 4)
    family.config.unrotatedLayers = Set(
      (0..<family.config.layers).filter { layer in
        turning.isEmpty ? (layer + 1) % interval == 0 : layer < turning.count && turning[layer] == 0
      })
    family.config.tiesEmbedding = try file.flag("tie_word_embeddings", or: true)
    file.knows("sliding_window", "no_rope_layer_interval")
    if try !file.flag("use_sliding_window", or: false) { family.config.windows = [] }
    return family
  }

  static func stableLM(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    family.config.norm = .layer
    family.config.epsilon = Float(try file.number("layer_norm_eps", or: 1e-5))
    if try file.flag("use_parallel_residual", or: false) {
      family.config.residual = .parallelSharingNorm
    }
    try file.require("qk_layernorm", false)
    return family
  }

  static func apertus(_ file: ConfigReader) throws -> Family {
    // The function, xIELU, comes with slopes of its own in the weights.
    var family = try llama(file.ignoring("hidden_act"))
    family.config.isGated = false
    family.normalizeHeads()
    family.layout.names.merge([
      .norm1: "layers.{i}.attention_layernorm", .norm2: "layers.{i}.feedforward_layernorm",
      .activationPositive: "layers.{i}.mlp.act_fn.alpha_p",
      .activationNegative: "layers.{i}.mlp.act_fn.alpha_n",
      .activationBeta: "layers.{i}.mlp.act_fn.beta",
      .activationEpsilon: "layers.{i}.mlp.act_fn.eps",
    ]) { $1 }
    return family
  }

  static func gptOSS(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    if !file.hasLayerTypes, let window = try file.optionalSize("sliding_window") {
      family.config.windows = (0..<family.config.layers).map { $0 % 2 == 0 ? window : nil }
    }
    try file.require("swiglu_alpha", 1.702)
    try file.require("swiglu_limit", 7)
    family.config.hasSinks = true
    family.config.experts = ModelConfig.Experts(
      count: try file.size("num_local_experts"),
      perToken: try file.size("num_experts_per_tok", "experts_per_token"), normalizesShares: true,
      isClamped: true)
    family.layout.names.merge([
      .sinks: "layers.{i}.self_attn.sinks", .router: "layers.{i}.mlp.router",
      .stackedGateUp: "layers.{i}.mlp.experts.gate_up_proj",
      .stackedDown: "layers.{i}.mlp.experts.down_proj",
    ]) { $1 }
    return family
  }

  /// Has queries and keys normalised head by head, by norms with the usual names.
  mutating func normalizeHeads() {
    config.queryKeyNorm = .perHead
    layout.names[.queryNorm] = "layers.{i}.self_attn.q_norm"
    layout.names[.keyNorm] = "layers.{i}.self_attn.k_norm"
  }
}
