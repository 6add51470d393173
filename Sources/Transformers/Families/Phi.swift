import Tensors

/// Phi 1 to 2 (parallel sublayers under one LayerNorm) and Phi 3 and 4 (Llama with fused matrices).
extension Family {
  static func phi(_ file: ConfigReader) throws -> Family {
    try file.require("qk_layernorm", false)
    var family = try llama(file)
    family.config.norm = .layer
    family.config.epsilon = Float(try file.number("layer_norm_eps", or: 1e-5))
    family.config.residual = .parallelSharingNorm
    family.config.activation = try file.activation("hidden_act", or: "gelu_new")
    family.config.isGated = false
    family.layout.names.merge([
      .finalNorm: "final_layernorm", .output: "layers.{i}.self_attn.dense",
      .up: "layers.{i}.mlp.fc1", .down: "layers.{i}.mlp.fc2",
    ]) { $1 }
    return family
  }

  static func phi3(_ file: ConfigReader) throws -> Family {
    var family = try mistral(file)
    family.layout.names[.queryKeyValue] = "layers.{i}.self_attn.qkv_proj"
    family.layout.names[.gateUp] = "layers.{i}.mlp.gate_up_proj"
    return family
  }

  static func phiMoE(_ file: ConfigReader) throws -> Family {
    var family = try mistral(file)
    family.config.norm = .layer
    if var rotary = family.config.rotary, case .longRope(var rope) = rotary.scaling {
      // The model's own program takes the short divisors and their factor at every length.
      let parameters = try file.object("rope_parameters") ?? file.object("rope_scaling")
      rope.magnitude = try parameters?.number("short_mscale", or: 1) ?? 1
      rope.context = .max
      rotary.scaling = .longRope(rope)
      family.config.position = .rotary(rotary)
    }
    var experts = ModelConfig.Experts(
      count: try file.size("num_local_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: false)
    experts.router.scores = .sparseMixer(
      jitter: Float(try file.number("router_jitter_noise", or: 0.01)))
    family.config.experts = experts
    family.layout.names.merge(mixtralExpertNames) { $1 }
    return family
  }
}
