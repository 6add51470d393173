import Formats
import Tensors

extension ModelFamily {
  /// Granite 3 and 4 with experts, and with Mamba 2 in most layers (IBM, 2024 and 2025).
  static let granite4 = ModelFamily(
    "Granite 3 MoE, Granite 4", ["GraniteMoeForCausalLM", "GraniteMoeHybridForCausalLM"],
    ["granitemoe": ModelSpec.graniteMoE, "granitemoehybrid": ModelSpec.graniteHybrid],
    gguf: ["granitemoe": ModelSpec.graniteMoE, "granitehybrid": ModelSpec.graniteHybrid],
    defaults: [
      "granitemoe": #"""
      {"attention_multiplier": 1.0, "embedding_multiplier": 1.0, "hidden_act":
      "silu", "hidden_size": 4096, "intermediate_size": 11008, "logits_scaling": 1.0,
      "max_position_embeddings": 2048, "num_attention_heads": 32, "num_experts_per_tok": 2,
      "num_hidden_layers": 32, "num_local_experts": 8, "residual_multiplier": 1.0,
      "rms_norm_eps": 1e-06, "rope_theta": 10000.0, "tie_word_embeddings": false, "vocab_size":
      32000}
      """#,
      "granitemoehybrid": #"""
      {"attention_multiplier": 1.0, "embedding_multiplier": 1.0, "hidden_act":
      "silu", "hidden_size": 4096, "intermediate_size": 11008, "logits_scaling": 1.0,
      "mamba_d_conv": 4, "mamba_d_head": 64, "mamba_d_state": 256, "mamba_expand": 2,
      "mamba_n_groups": 1, "mamba_n_heads": 128, "max_position_embeddings": 2048,
      "num_attention_heads": 32, "num_experts_per_tok": 2, "num_hidden_layers": 32,
      "num_local_experts": 8, "residual_multiplier": 1.0, "rms_norm_eps": 1e-06, "rope_theta":
      10000.0, "shared_intermediate_size": 1024, "tie_word_embeddings": false,
      "time_step_limit": [0.0, {"__float__": "Infinity"}], "vocab_size": 32000}
      """#,
    ])
}

extension ModelSpec {
  static func graniteMoE(_ file: ConfigReader) throws -> ModelSpec {
    var model = try granite(file)
    model.config.prependsBOS = false
    try model.addGraniteExperts(file)
    return model
  }

  static func graniteHybrid(_ file: ConfigReader) throws -> ModelSpec {
    var model = try granite(file)
    model.config.prependsBOS = false
    let layers = model.config.layers
    model.config.mixers =
      try file.mixers(layers: layers, ["mamba": .stateSpace, "linear_attention": .stateSpace])
      ?? Array(repeating: .stateSpace, count: layers)
    if try file.text("position_embedding_type", or: "nope") != "rope" {
      model.config.unrotatedLayers = Set(0..<layers)
    }
    file.knows(
      "mamba_d_conv", "mamba_d_head", "mamba_d_state", "mamba_expand", "mamba_n_groups",
      "mamba_n_heads", "num_experts_per_tok", "time_step_limit")
    if model.config.mixers.contains(.stateSpace) {
      model.config.stateSpace = try file.mamba(width: model.config.width)
      model.nameMamba("layers.{i}.mamba")
    }
    if try file.count("num_local_experts", or: 0) > 0 {
      try model.addGraniteExperts(file)
      model.config.experts?.sharedWidth = try file.optionalSize("shared_intermediate_size")
      model.layout.names[.sharedGateUp] = "layers.{i}.shared_mlp.input_linear"
      model.layout.names[.sharedDown] = "layers.{i}.shared_mlp.output_linear"
    } else {
      model.config.hiddenWidth = try file.size(
        "shared_intermediate_size", or: model.config.hiddenWidth)
      model.layout.names[.gateUp] = "layers.{i}.shared_mlp.input_linear"
      model.layout.names[.down] = "layers.{i}.shared_mlp.output_linear"
    }
    return model
  }

  static func graniteMoE(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try granite(file)
    model.config.architecture = "GraniteMoeForCausalLM"
    model.config.prependsBOS = false
    return model
  }

  static func graniteHybrid(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try granite(file)
    model.config.architecture = "GraniteMoeHybridForCausalLM"
    model.config.prependsBOS = false
    model.takeAttentionLayers(try file.counts("attention.head_count_kv"), .stateSpace)
    if !file.flag("rope.scaling.finetuned", or: false) {
      model.config.unrotatedLayers = Set(0..<model.config.layers)
    } else if model.config.mixers.contains(.stateSpace),
      file.optionalFactor("embedding_scale") == nil,
      var rotary = model.config.rotary
    {
      // Bamba's files have this architecture too. Half of each head turns, though their metadata say all of it.
      model.config.architecture = "BambaForCausalLM"
      model.config.prependsBOS = true
      rotary.width = model.config.headWidth / 2
      model.config.position = .rotary(rotary)
    }
    try model.addMamba(file)
    return model
  }

  /// Experts in one array of gates and linear parts, and one that maps back.
  private mutating func addGraniteExperts(_ file: ConfigReader) throws {
    config.experts = ModelConfig.Experts(
      count: try file.size("num_local_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: true)
    layout.names.merge([
      .router: "layers.{i}.block_sparse_moe.router.layer",
      .expertGateUp: "layers.{i}.block_sparse_moe.input_linear",
      .expertDown: "layers.{i}.block_sparse_moe.output_linear",
    ]) { $1 }
    layout.mergesExperts = true
  }
}
