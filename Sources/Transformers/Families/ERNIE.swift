import Formats
import Tensors

extension ModelFamily {
  /// ERNIE 4.5 (Baidu, 2025): Llama whose neighbouring elements turn together, with and without experts.
  static let ernie = ModelFamily(
    "ERNIE 4.5", ["Ernie4_5ForCausalLM", "Ernie4_5_MoeForCausalLM"],
    ["ernie4_5": ModelSpec.ernie45, "ernie4_5_moe": ModelSpec.ernie45MoE],
    gguf: ["ernie4_5": ModelSpec.ernie45, "ernie4_5-moe": ModelSpec.ernie45],
    defaults: [
      "ernie4_5": #"""
      {"head_dim": 128, "hidden_act": "silu", "hidden_size": 1024,
      "intermediate_size": 3072, "max_position_embeddings": 131072, "num_attention_heads": 16,
      "num_hidden_layers": 18, "num_key_value_heads": 2, "rms_norm_eps": 1e-05, "rope_theta":
      500000.0, "tie_word_embeddings": true, "vocab_size": 103424}
      """#,
      "ernie4_5_moe": #"""
      {"hidden_act": "silu", "hidden_size": 2560, "intermediate_size": 12288,
      "max_position_embeddings": 131072, "moe_intermediate_size": 1536, "moe_k": 6,
      "moe_layer_end_index": 27, "moe_layer_interval": 1, "moe_layer_start_index": 1,
      "moe_norm_min": 1e-12, "moe_num_experts": 64, "moe_num_shared_experts": 2,
      "num_attention_heads": 20, "num_hidden_layers": 28, "num_key_value_heads": 4,
      "rms_norm_eps": 1e-05, "rope_theta": 500000.0, "tie_word_embeddings": true, "vocab_size":
      103424}
      """#,
    ])
}

extension ModelSpec {
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
    let last = try file.optionalInteger("moe_layer_end_index") ?? -1
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

  static func ernie45(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "Ernie4_5ForCausalLM")
    model.turnNeighbours()
    model.config.prependsBOS = false
    if model.config.experts != nil {
      model.config.architecture = "Ernie4_5_MoeForCausalLM"
      model.config.experts?.router.divisor = .atLeast(1e-12)
    }
    return model
  }
}
