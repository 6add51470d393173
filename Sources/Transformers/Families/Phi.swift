import Tensors

/// Phi 1 to 2 (parallel sublayers under one LayerNorm) and Phi 3 and 4 (Llama with fused matrices).
extension ModelSpec {
  static func phi(_ file: ConfigReader) throws -> ModelSpec {
    try file.require("qk_layernorm", false)
    var model = try llama(file)
    model.config.norm = .layer
    model.config.epsilon = Float(try file.number("layer_norm_eps", or: 1e-5))
    model.config.residual = .parallelSharingNorm
    model.config.activation = try file.activation("hidden_act", or: "gelu_new")
    model.config.isGated = false
    model.layout.names.merge([
      .finalNorm: "final_layernorm", .output: "layers.{i}.self_attn.dense",
      .up: "layers.{i}.mlp.fc1", .down: "layers.{i}.mlp.fc2",
    ]) { $1 }
    return model
  }

  static func phi3(_ file: ConfigReader) throws -> ModelSpec {
    var model = try mistral(file)
    model.layout.names[.queryKeyValue] = "layers.{i}.self_attn.qkv_proj"
    model.layout.names[.gateUp] = "layers.{i}.mlp.gate_up_proj"
    return model
  }

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
}
