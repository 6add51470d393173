import Formats
import Foundation
import Tensors

/// Families that change a few axes of Llama: Cohere, Granite, SmolLM3, StableLM 2, Apertus, gpt-oss, Arcee, BitNet,
/// ERNIE 4.5, Hunyuan, InternLM 2, MiniMax M2, Ministral 3, nanochat, Nemotron, Seed-OSS, AFMoE.
extension ModelSpec {
  static func cohere(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.norm = .layer
    model.config.epsilon = Float(try file.number("layer_norm_eps", or: 1e-5))
    model.config.residual = .parallelSharingNorm
    model.config.logitScale = Float(try file.number("logit_scale", or: 0.0625))
    model.config.tiesEmbedding = try file.flag("tie_word_embeddings", or: true)
    if var rotary = model.config.rotary {
      rotary.pairs = .adjacent
      model.config.position = .rotary(rotary)
    }
    if try file.flag("use_qk_norm", or: false) { model.normalizeHeads() }
    return model
  }

  static func granite(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    let h = Double(model.config.headWidth)
    model.config.embeddingScale = Float(try file.number("embedding_multiplier", or: 1))
    model.config.residualScale = Float(try file.number("residual_multiplier", or: 1))
    model.config.scoreScale = Float(
      try file.number("attention_multiplier", or: 1 / h.squareRoot()))
    model.config.logitScale = 1 / Float(try file.number("logits_scaling", or: 1))
    return model
  }

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

  static func apertus(_ file: ConfigReader) throws -> ModelSpec {
    // The function, xIELU, comes with slopes of its own in the weights.
    var model = try llama(file.ignoring("hidden_act"))
    model.config.isGated = false
    model.normalizeHeads()
    model.layout.names.merge([
      .norm1: "layers.{i}.attention_layernorm", .norm2: "layers.{i}.feedforward_layernorm",
      .activationPositive: "layers.{i}.mlp.act_fn.alpha_p",
      .activationNegative: "layers.{i}.mlp.act_fn.alpha_n",
      .activationBeta: "layers.{i}.mlp.act_fn.beta",
      .activationEpsilon: "layers.{i}.mlp.act_fn.eps",
    ]) { $1 }
    return model
  }

  static func gptOSS(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    if !file.hasLayerTypes, let window = try file.optionalSize("sliding_window") {
      model.config.windows = (0..<model.config.layers).map { $0 % 2 == 0 ? window : nil }
    }
    try file.require("swiglu_alpha", 1.702)
    try file.require("swiglu_limit", 7)
    model.config.hasSinks = true
    model.config.experts = ModelConfig.Experts(
      count: try file.size("num_local_experts"),
      perToken: try file.size("num_experts_per_tok", "experts_per_token"), normalizesShares: true,
      isClamped: true)
    model.layout.names.merge([
      .sinks: "layers.{i}.self_attn.sinks", .router: "layers.{i}.mlp.router",
      .stackedGateUp: "layers.{i}.mlp.experts.gate_up_proj",
      .stackedDown: "layers.{i}.mlp.experts.down_proj",
    ]) { $1 }
    return model
  }

  static func arcee(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.isGated = false
    return model
  }

  static func bitNet(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.normalizesMixed = true
    model.config.normalizesHidden = true
    model.layout.names[.mixedNorm] = "layers.{i}.self_attn.attn_sub_norm"
    model.layout.names[.hiddenNorm] = "layers.{i}.mlp.ffn_sub_norm"
    return model
  }

  static func ernie45(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.turnNeighbours()
    model.config.prependsBOS = false
    model.config.tiesEmbedding = try file.flag("tie_word_embeddings", or: true)
    return model
  }

  static func ernie45MoE(_ file: ConfigReader) throws -> ModelSpec {
    var model = try ernie45(file)
    let layers = 0..<model.config.layers
    let first = try file.count("moe_layer_start_index", or: 1)
    let last = try file.optionalNumber(["moe_layer_end_index"]).map { Int($0) } ?? -1
    let step = try file.size("moe_layer_interval", or: 1)
    let width = try file.size("moe_intermediate_size")
    let end = last < 0 ? model.config.layers - 1 : last
    var experts = ModelConfig.Experts(
      count: try file.size("moe_num_experts"), perToken: try file.size("moe_k", or: 6),
      normalizesShares: true,
      denseLayers: Set(layers.filter { $0 < first || $0 > end || ($0 + 1) % step != 0 }),
      denseHiddenWidth: model.config.hiddenWidth)
    experts.router.divisor = .atLeast(Float(try file.number("moe_norm_min", or: 1e-12)))
    let shared = try file.count("moe_num_shared_experts", or: 0)
    if shared > 0 { experts.sharedWidth = shared * width }
    model.config.experts = experts
    model.config.hiddenWidth = width
    model.layout.names.merge(expertNames) { $1 }
    model.layout.names.merge(sharedExpertNames("layers.{i}.mlp.shared_experts")) { $1 }
    model.layout.names[.routerBias] = "layers.{i}.mlp.moe_statics.e_score_correction_bias"
    return model
  }

  static func hunyuan(_ file: ConfigReader) throws -> ModelSpec {
    // Its "dynamic" rotation has a factor on the base that does not depend on the text's length.
    let parameters = try file.object("rope_parameters") ?? file.object("rope_scaling")
    let alpha = try parameters?.optionalNumber(["alpha"])
    var model = try llama(file)
    if let alpha, var rotary = model.config.rotary {
      let h = Double(rotary.width)
      rotary.base *= pow(alpha, h / (h - 2))
      rotary.scaling = .none
      model.config.position = .rotary(rotary)
    }
    model.normalizeHeads()
    model.config.normalizesAfterRotation = true
    model.layout.names[.queryNorm] = "layers.{i}.self_attn.query_layernorm"
    model.layout.names[.keyNorm] = "layers.{i}.self_attn.key_layernorm"
    return model
  }

  static func internLM2(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.layout.names = [
      .embedding: "tok_embeddings", .finalNorm: "norm", .norm1: "layers.{i}.attention_norm",
      .norm2: "layers.{i}.ffn_norm", .queryKeyValue: "layers.{i}.attention.wqkv",
      .output: "layers.{i}.attention.wo", .gate: "layers.{i}.feed_forward.w1",
      .up: "layers.{i}.feed_forward.w3", .down: "layers.{i}.feed_forward.w2",
      .unembedding: "output",
    ]
    model.layout.fusedOrder = .byKeyHead
    return model
  }

  static func miniMaxM2(_ file: ConfigReader) throws -> ModelSpec {
    let h = try file.optionalSize("head_dim")
    let turning = try file.optionalSize("rotary_dim")
    let share = h.flatMap { h in turning.map { Double($0) / Double(h) } }
    var model = try llama(file, rotaryShare: share ?? 1)
    model.config.prependsBOS = false
    model.normalizeHeads()
    model.config.queryKeyNorm = .allHeads
    var experts = ModelConfig.Experts(
      count: try file.size("num_local_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: true)
    experts.router.scores = .sigmoid
    model.config.experts = experts
    model.layout.names.merge(mixtralExpertNames) { $1 }
    model.layout.names[.routerBias] = "layers.{i}.block_sparse_moe.e_score_correction_bias"
    return model
  }

  static func ministral3(_ file: ConfigReader) throws -> ModelSpec {
    var model = try mistral(file)
    model.config.queryGrowth = try file.queryGrowth()
    return model
  }

  static func nanochat(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.isGated = false
    model.config.normalizesEmbedding = true
    model.config.queryKeyNorm = .perHead
    model.config.normalizesAfterRotation = true
    model.config.logitCap = Float(try file.number("final_logit_softcapping", or: 15))
    if var rotary = model.config.rotary {
      rotary.isReversed = true
      model.config.position = .rotary(rotary)
    }
    for role in [WeightRole.norm1, .norm2, .finalNorm] { model.layout.names[role] = nil }
    model.layout.names[.up] = "layers.{i}.mlp.fc1"
    model.layout.names[.down] = "layers.{i}.mlp.fc2"
    return model
  }

  static func nemotron(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file, rotaryShare: 0.5)
    model.config.norm = .layer
    model.config.epsilon = Float(try file.number("norm_eps", or: 1e-5))
    model.config.isGated = false
    model.layout.normOffset = 1
    return model
  }

  static func seedOSS(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.prependsBOS = false
    return model
  }

  static func afMoE(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    if try file.flag("mup_enabled", or: false) {
      model.config.embeddingScale = Float(model.config.width).squareRoot()
    }
    model.config.normPlacement = .beforeAndAfter
    model.normalizeHeads()
    let step = try file.size("global_attn_every_n_layers", or: 4)
    if !file.hasLayerTypes, let window = try file.optionalSize("sliding_window") {
      model.config.windows = (0..<model.config.layers).map {
        ($0 + 1) % step == 0 ? nil : window
      }
    }
    model.turnWindowedLayersAlone()
    model.config.gatesAttention = true
    let width = try file.size("moe_intermediate_size")
    var experts = ModelConfig.Experts(
      count: try file.size("num_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: true, denseLayers: Set(0..<(try file.count("num_dense_layers", or: 1))),
      denseHiddenWidth: model.config.hiddenWidth)
    experts.router = ModelConfig.Router(
      scores: .sigmoid, divisor: .adding(1e-20),
      scale: Float(try file.number("route_scale", or: 1)))
    let shared = try file.count("num_shared_experts", or: 0)
    if shared > 0 { experts.sharedWidth = shared * width }
    model.config.experts = experts
    model.config.hiddenWidth = width
    model.layout.names.merge(expertNames) { $1 }
    model.layout.names.merge(sharedExpertNames("layers.{i}.mlp.shared_experts")) { $1 }
    model.layout.names.merge([
      .norm1Post: "layers.{i}.post_attention_layernorm", .norm2: "layers.{i}.pre_mlp_layernorm",
      .norm2Post: "layers.{i}.post_mlp_layernorm", .router: "layers.{i}.mlp.router.gate",
      .routerBias: "layers.{i}.mlp.expert_bias",
      .attentionGate: "layers.{i}.self_attn.gate_proj",
    ]) { $1 }
    return model
  }

  /// Has queries and keys normalised head by head, by norms with the usual names.
  mutating func normalizeHeads() {
    config.queryKeyNorm = .perHead
    layout.names[.queryNorm] = "layers.{i}.self_attn.q_norm"
    layout.names[.keyNorm] = "layers.{i}.self_attn.k_norm"
  }
}
