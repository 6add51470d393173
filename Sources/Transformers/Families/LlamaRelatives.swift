import Formats
import Foundation
import Tensors

/// Families that change a few axes of Llama: Cohere, Granite, SmolLM3, StableLM 2, Apertus, gpt-oss, Arcee, BitNet,
/// ERNIE 4.5, Hunyuan, InternLM 2, MiniMax M2, Ministral 3, nanochat, Nemotron, Seed-OSS, AFMoE.
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

  static func arcee(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    family.config.isGated = false
    return family
  }

  static func bitNet(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    family.config.normalizesMixed = true
    family.config.normalizesHidden = true
    family.layout.names[.mixedNorm] = "layers.{i}.self_attn.attn_sub_norm"
    family.layout.names[.hiddenNorm] = "layers.{i}.mlp.ffn_sub_norm"
    return family
  }

  static func ernie45(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    family.turnNeighbours()
    family.config.prependsBOS = false
    family.config.tiesEmbedding = try file.flag("tie_word_embeddings", or: true)
    return family
  }

  static func ernie45MoE(_ file: ConfigReader) throws -> Family {
    var family = try ernie45(file)
    let layers = 0..<family.config.layers
    let first = try file.count("moe_layer_start_index", or: 1)
    let last = try file.optionalNumber(["moe_layer_end_index"]).map { Int($0) } ?? -1
    let step = try file.size("moe_layer_interval", or: 1)
    let width = try file.size("moe_intermediate_size")
    let end = last < 0 ? family.config.layers - 1 : last
    var experts = ModelConfig.Experts(
      count: try file.size("moe_num_experts"), perToken: try file.size("moe_k", or: 6),
      normalizesShares: true,
      denseLayers: Set(layers.filter { $0 < first || $0 > end || ($0 + 1) % step != 0 }),
      denseHiddenWidth: family.config.hiddenWidth)
    experts.router.divisor = .atLeast(Float(try file.number("moe_norm_min", or: 1e-12)))
    let shared = try file.count("moe_num_shared_experts", or: 0)
    if shared > 0 { experts.sharedWidth = shared * width }
    family.config.experts = experts
    family.config.hiddenWidth = width
    family.layout.names.merge(expertNames) { $1 }
    family.layout.names.merge(sharedExpertNames("layers.{i}.mlp.shared_experts")) { $1 }
    family.layout.names[.routerBias] = "layers.{i}.mlp.moe_statics.e_score_correction_bias"
    return family
  }

  static func hunyuan(_ file: ConfigReader) throws -> Family {
    // Its "dynamic" rotation has a factor on the base that does not depend on the text's length.
    let parameters = try file.object("rope_parameters") ?? file.object("rope_scaling")
    let alpha = try parameters?.optionalNumber(["alpha"])
    var family = try llama(file)
    if let alpha, var rotary = family.config.rotary {
      let h = Double(rotary.width)
      rotary.base *= pow(alpha, h / (h - 2))
      rotary.scaling = .none
      family.config.position = .rotary(rotary)
    }
    family.normalizeHeads()
    family.config.normalizesAfterRotation = true
    family.layout.names[.queryNorm] = "layers.{i}.self_attn.query_layernorm"
    family.layout.names[.keyNorm] = "layers.{i}.self_attn.key_layernorm"
    return family
  }

  static func internLM2(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    family.layout.names = [
      .embedding: "tok_embeddings", .finalNorm: "norm", .norm1: "layers.{i}.attention_norm",
      .norm2: "layers.{i}.ffn_norm", .queryKeyValue: "layers.{i}.attention.wqkv",
      .output: "layers.{i}.attention.wo", .gate: "layers.{i}.feed_forward.w1",
      .up: "layers.{i}.feed_forward.w3", .down: "layers.{i}.feed_forward.w2",
      .unembedding: "output",
    ]
    family.layout.fusedOrder = .byKeyHead
    return family
  }

  static func miniMaxM2(_ file: ConfigReader) throws -> Family {
    let h = try file.optionalSize("head_dim")
    let turning = try file.optionalSize("rotary_dim")
    let share = h.flatMap { h in turning.map { Double($0) / Double(h) } }
    var family = try llama(file, rotaryShare: share ?? 1)
    family.config.prependsBOS = false
    family.normalizeHeads()
    family.config.queryKeyNorm = .allHeads
    var experts = ModelConfig.Experts(
      count: try file.size("num_local_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: true)
    experts.router.scores = .sigmoid
    family.config.experts = experts
    family.layout.names.merge(mixtralExpertNames) { $1 }
    family.layout.names[.routerBias] = "layers.{i}.block_sparse_moe.e_score_correction_bias"
    return family
  }

  static func ministral3(_ file: ConfigReader) throws -> Family {
    var family = try mistral(file)
    family.config.queryGrowth = try file.queryGrowth()
    return family
  }

  static func nanochat(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    family.config.isGated = false
    family.config.normalizesEmbedding = true
    family.config.queryKeyNorm = .perHead
    family.config.normalizesAfterRotation = true
    family.config.logitCap = Float(try file.number("final_logit_softcapping", or: 15))
    if var rotary = family.config.rotary {
      rotary.isReversed = true
      family.config.position = .rotary(rotary)
    }
    for role in [WeightRole.norm1, .norm2, .finalNorm] { family.layout.names[role] = nil }
    family.layout.names[.up] = "layers.{i}.mlp.fc1"
    family.layout.names[.down] = "layers.{i}.mlp.fc2"
    return family
  }

  static func nemotron(_ file: ConfigReader) throws -> Family {
    var family = try llama(file, rotaryShare: 0.5)
    family.config.norm = .layer
    family.config.epsilon = Float(try file.number("norm_eps", or: 1e-5))
    family.config.isGated = false
    family.layout.normOffset = 1
    return family
  }

  static func seedOSS(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    family.config.prependsBOS = false
    return family
  }

  static func afMoE(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    if try file.flag("mup_enabled", or: false) {
      family.config.embeddingScale = Float(family.config.width).squareRoot()
    }
    family.config.normPlacement = .beforeAndAfter
    family.normalizeHeads()
    let step = try file.size("global_attn_every_n_layers", or: 4)
    if !file.hasLayerTypes, let window = try file.optionalSize("sliding_window") {
      family.config.windows = (0..<family.config.layers).map {
        ($0 + 1) % step == 0 ? nil : window
      }
    }
    family.turnWindowedLayersAlone()
    family.config.gatesAttention = true
    let width = try file.size("moe_intermediate_size")
    var experts = ModelConfig.Experts(
      count: try file.size("num_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: true, denseLayers: Set(0..<(try file.count("num_dense_layers", or: 1))),
      denseHiddenWidth: family.config.hiddenWidth)
    experts.router = ModelConfig.Router(
      scores: .sigmoid, divisor: .adding(1e-20),
      scale: Float(try file.number("route_scale", or: 1)))
    let shared = try file.count("num_shared_experts", or: 0)
    if shared > 0 { experts.sharedWidth = shared * width }
    family.config.experts = experts
    family.config.hiddenWidth = width
    family.layout.names.merge(expertNames) { $1 }
    family.layout.names.merge(sharedExpertNames("layers.{i}.mlp.shared_experts")) { $1 }
    family.layout.names.merge([
      .norm1Post: "layers.{i}.post_attention_layernorm", .norm2: "layers.{i}.pre_mlp_layernorm",
      .norm2Post: "layers.{i}.post_mlp_layernorm", .router: "layers.{i}.mlp.router.gate",
      .routerBias: "layers.{i}.mlp.expert_bias",
      .attentionGate: "layers.{i}.self_attn.gate_proj",
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
