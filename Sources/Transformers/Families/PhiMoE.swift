import Formats
import Tensors

extension ModelFamily {
  /// Phi-3.5 MoE (Microsoft, 2024): Mixtral with LayerNorm and a router of its own.
  static let phiMoE = ModelFamily(
    "Phi-3.5 MoE", ["PhiMoEForCausalLM", "PhimoeForCausalLM"],
    ["phimoe": ModelSpec.phiMoE],
    gguf: ["phimoe": ModelSpec.phiMoE],
    defaults: [
      "phimoe": #"""
      {"hidden_act": "silu", "hidden_size": 4096, "intermediate_size": 6400,
      "max_position_embeddings": 131072, "num_attention_heads": 32, "num_experts_per_tok": 2,
      "num_hidden_layers": 32, "num_key_value_heads": 8, "num_local_experts": 16,
      "rms_norm_eps": 1e-05, "rope_theta": 1000000.0, "router_jitter_noise": 0.01,
      "tie_word_embeddings": false, "vocab_size": 32064}
      """#
    ],
    immaterialKeys: [
      "phimoe": "router_jitter_noise long_mscale"
    ])
}

extension ModelSpec {
  static func phiMoE(_ file: ConfigReader) throws -> ModelSpec {
    var model = try mistral(file)
    model.config.norm = .layer
    if var rotary = model.config.rotary, case .longRope(var rope) = rotary.scaling {
      // The model's own program takes the short divisors and their factor at every length.
      let parameters = try file.object("rope_parameters") ?? file.object("rope_scaling")
      rope.magnitude = try parameters?.number("short_mscale", or: 1) ?? 1
      rope.context = .max
      rotary.scaling = .longRope(rope)
      model.config.position = .rotary(rotary)
    }
    var experts = ModelConfig.Experts(
      count: try file.size("num_local_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: false)
    experts.router.scores = .sparseMixer(
      jitter: Float(try file.number("router_jitter_noise", or: 0.01)))
    model.config.experts = experts
    model.layout.names.merge(mixtralExpertNames) { $1 }
    return model
  }

  static func phiMoE(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try phi3(file)
    model.config.architecture = "PhimoeForCausalLM"
    model.config.norm = .layer
    model.config.experts?.normalizesShares = false
    model.config.experts?.router.scores = .sparseMixer(jitter: 0.01)
    return model
  }
}
