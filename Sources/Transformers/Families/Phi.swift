import Formats
import Tensors

extension ModelFamily {
  /// Phi 1 to 2 (parallel sublayers under one LayerNorm) and Phi 3 and 4 (Llama with fused matrices).
  static let phi = ModelFamily(
    "Phi 1-4", ["PhiForCausalLM", "Phi3ForCausalLM"],
    ["phi": ModelSpec.phi, "phi3": ModelSpec.phi3],
    gguf: ["phi2": ModelSpec.phi2, "phi3": ModelSpec.phi3],
    defaults: [
      "phi": #"""
      {"hidden_size": 2048, "intermediate_size": 8192, "num_hidden_layers": 24,
      "num_attention_heads": 32, "hidden_act": "gelu_new", "max_position_embeddings": 2048,
      "layer_norm_eps": 1e-05, "tie_word_embeddings": false, "rope_theta": 10000.0,
      "partial_rotary_factor": 0.5, "qk_layernorm": false, "vocab_size": 51200}
      """#,
      "phi3": #"""
      {"hidden_size": 3072, "intermediate_size": 8192, "num_hidden_layers": 32,
      "num_attention_heads": 32, "hidden_act": "silu", "max_position_embeddings": 4096,
      "original_max_position_embeddings": 4096, "rms_norm_eps": 1e-05,
      "tie_word_embeddings": false, "rope_theta": 10000.0, "partial_rotary_factor": 1.0,
      "vocab_size": 32064}
      """#,
    ],
    asTransformerLens: ["Phi3ForCausalLM": { model, _ in model.config.windows = [] }])
}

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

  static func phi2(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "PhiForCausalLM").withoutGate(.geluTanh)
    model.config.residual = .parallelSharingNorm
    return model
  }

  static func phi3(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "Phi3ForCausalLM")
    if model.layout.names[.queryKeyValue] != nil {
      model.layout.names[.gateUp] = model.layout.names[.up]
    }
    return model
  }
}
