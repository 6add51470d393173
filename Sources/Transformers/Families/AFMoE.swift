import Formats
import Tensors

extension ModelFamily {
  /// Trinity (Arcee AI, 2025): Llama with windows, gated heads, norms on both sides and experts.
  static let afMoE = ModelFamily(
    "AFMoE (Trinity)", ["AfmoeForCausalLM"],
    ["afmoe": ModelSpec.afMoE],
    gguf: ["afmoe": ModelSpec.afMoE],
    defaults: [
      "afmoe": #"""
      {"global_attn_every_n_layers": 4, "head_dim": 128, "hidden_act": "silu",
      "hidden_size": 2048, "intermediate_size": 6144, "max_position_embeddings": 16384,
      "moe_intermediate_size": 1408, "mup_enabled": false, "num_attention_heads": 16,
      "num_dense_layers": 1, "num_experts": 64, "num_experts_per_tok": 6, "num_hidden_layers":
      32, "num_shared_experts": 2, "rms_norm_eps": 1e-05, "rope_theta": 10000.0, "route_scale":
      1.0, "sliding_window": 1024, "tie_word_embeddings": false, "vocab_size": 200192}
      """#
    ])
}

extension ModelSpec {
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
    let dense = min(try file.count("num_dense_layers", or: 1), model.config.layers)
    var experts = ModelConfig.Experts(
      count: try file.size("num_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: true, denseLayers: Set(0..<dense),
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

  static func afMoE(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "AfmoeForCausalLM")
    model.config.embeddingScale = Float(model.config.width).squareRoot()
    model.config.normPlacement = .beforeAndAfter
    model.config.windows = try file.windows(layers: model.config.layers, period: 4)
    model.turnWindowedLayersAlone()
    model.config.gatesAttention = true
    model.config.experts?.router.scores = .sigmoid
    model.config.experts?.router.divisor = .adding(1e-20)
    model.normalizeProjections(.perHead)
    model.nameNormsAfter()
    model.layout.names[.attentionGate] = "blk.{i}.attn_gate"
    return model
  }
}
