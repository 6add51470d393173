import Formats
import Tensors

extension ModelFamily {
  /// Nemotron (NVIDIA, 2024: Llama with LayerNorm, half of each head turning) and Nemotron-H (2025), where each layer is attention, Mamba 2 or a feed-forward layer alone.
  static let nemotron = ModelFamily(
    "Nemotron, Nemotron-H", ["NemotronForCausalLM", "NemotronHForCausalLM"],
    ["nemotron": ModelSpec.nemotron, "nemotron_h": ModelSpec.nemotronH],
    gguf: [
      "nemotron": ModelSpec.nemotron, "nemotron_h": ModelSpec.nemotronH,
      "nemotron_h_moe": ModelSpec.nemotronH,
    ],
    defaults: [
      "nemotron": #"""
      {"hidden_act": "relu2", "hidden_size": 6144, "intermediate_size": 24576,
      "max_position_embeddings": 4096, "norm_eps": 1e-05, "num_attention_heads": 48,
      "num_hidden_layers": 32, "rope_theta": 10000.0, "partial_rotary_factor": 0.5,
      "tie_word_embeddings": false, "vocab_size": 256000}
      """#,
      "nemotron_h": #"""
      {"conv_kernel": 4, "expand": 2, "head_dim": 128, "hidden_size": 4096,
      "intermediate_size": 21504, "layer_norm_epsilon": 1e-05, "mamba_head_dim": 64,
      "mamba_hidden_act": "silu", "mamba_num_heads": 128, "max_position_embeddings": 4096,
      "mlp_hidden_act": "relu2", "moe_intermediate_size": 7688,
      "moe_shared_expert_intermediate_size": 7688, "n_group": 1, "n_groups": 8,
      "n_routed_experts": 8, "n_shared_experts": 1, "norm_topk_prob": true,
      "num_attention_heads": 32, "num_experts_per_tok": 2, "num_key_value_heads": 8,
      "routed_scaling_factor": 1.0, "ssm_state_size": 128, "tie_word_embeddings": false,
      "time_step_limit": [0.0, {"__float__": "Infinity"}], "time_step_min": 0.001, "topk_group":
      1, "vocab_size": 131072}
      """#,
    ],
    immaterialKeys: [
      "nemotron_h": "time_step_floor time_step_max time_step_limit"
    ])
}

extension ModelSpec {
  static func nemotronH(_ file: ConfigReader) throws -> ModelSpec {
    let codes: [Character: String] = ["M": "mamba", "*": "attention", "-": "mlp", "E": "moe"]
    let pattern = try file.text("hybrid_override_pattern", or: "").compactMap { codes[$0] }
    let listed = try file.texts("layers_block_type")
    let kinds =
      try file.texts("layer_types").isEmpty
      ? (listed.isEmpty ? pattern : listed)
      : file.texts("layer_types")
    let known = ["mamba", "linear_attention", "attention", "full_attention", "mlp", "moe"]
    guard !kinds.isEmpty, kinds.allSatisfy(known.contains) else {
      throw ModelError(
        .badFile,
        "\(file.path): 'layers_block_type' names no layers, or others than \(known.joined(separator: ", "))"
      )
    }
    var model = try llama(
      file.assuming([
        "num_hidden_layers": .integer(kinds.count),
        "rms_norm_eps": .number(try file.number("layer_norm_epsilon", or: 1e-5)),
      ]))
    let isFeedForward = kinds.map { $0 == "mlp" || $0 == "moe" }
    model.config.layers = kinds.count
    model.config.mixers = zip(kinds, isFeedForward).map { kind, isFeedForward in
      isFeedForward
        ? .nothing
        : kind.hasSuffix("attention") && kind != "linear_attention"
          ? .attention : .stateSpace
    }
    model.config.mixerOnlyLayers = Set(kinds.indices.filter { !isFeedForward[$0] })
    model.config.unrotatedLayers = Set(kinds.indices)
    model.config.isGated = false
    model.config.activation = try file.activation("mlp_hidden_act", or: "relu2")
    model.config.mixerActivation = try file.activation("mamba_hidden_act", or: "silu")
    var axes = try file.mamba(width: model.config.width)
    axes.leastStep = Float(try file.number("time_step_min", or: 0.001))
    model.config.stateSpace = axes
    try model.addNemotronExperts(file, kinds)
    model.nameMamba("layers.{i}.mixer")
    let mixer = "layers.{i}.mixer"
    model.layout.names.merge([
      .embedding: "embeddings", .finalNorm: "norm_f", .norm1: "layers.{i}.norm",
      .norm2: "layers.{i}.norm", .query: mixer + ".q_proj", .key: mixer + ".k_proj",
      .value: mixer + ".v_proj", .output: mixer + ".o_proj", .up: mixer + ".up_proj",
      .down: mixer + ".down_proj",
    ]) { $1 }
    model.layout.optionalPrefixes = ["backbone.", "model."]
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

  static func nemotron(_ file: GGUFConfigReader) throws -> ModelSpec {
    try decoder(file, "NemotronForCausalLM").withoutGate(.reluSquared)
  }

  static func nemotronH(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "NemotronHForCausalLM").withoutGate(.reluSquared)
    // Its metadata names the norm's epsilon as if it were a LayerNorm's.
    model.config.norm = .rootMeanSquare
    let layers = 0..<model.config.layers
    let keyHeads = try file.counts("attention.head_count_kv") ?? []
    let hidden = try file.counts("feed_forward_length") ?? []
    func hasFeedForward(_ layer: Int) -> Bool {
      layer < hidden.count && hidden[layer] > 0 || file.has("blk.\(layer).ffn_up")
        || file.has("blk.\(layer).ffn_up_exps")
    }
    model.config.mixers = layers.map { layer in
      hasFeedForward(layer)
        ? .nothing : layer < keyHeads.count && keyHeads[layer] > 0 ? .attention : .stateSpace
    }
    model.config.mixerOnlyLayers = Set(layers.filter { !hasFeedForward($0) })
    model.config.unrotatedLayers = Set(layers)
    model.config.experts?.router.scores = .sigmoid
    model.config.experts?.router.divisor = .adding(1e-20)
    model.config.experts?.router.judgesGroups = .bestTwo
    model.layout.names[.norm2] = "blk.{i}.attn_norm"
    model.layout.interleavesRotaryRows = true
    try model.addMamba(file)
    model.config.stateSpace?.leastStep = 0.001  // the metadata has no place for it
    return model
  }

  private mutating func addNemotronExperts(_ file: ConfigReader, _ kinds: [String]) throws {
    guard kinds.contains("moe") else { return }
    guard try file.optionalSize("moe_latent_size") == nil else {
      throw ModelError(.badFile, "\(file.path): 'moe_latent_size' is not supported")
    }
    try addDeepSeekExperts(file)
    config.experts?.denseLayers = Set(kinds.indices.filter { kinds[$0] != "moe" })
    config.experts?.sharedWidth = try file.optionalSize("moe_shared_expert_intermediate_size")
    let mixer = "layers.{i}.mixer"
    layout.names.merge([
      .router: mixer + ".gate", .routerBias: mixer + ".gate.e_score_correction_bias",
      .expertUp: mixer + ".experts.{e}.up_proj", .expertDown: mixer + ".experts.{e}.down_proj",
      .sharedUp: mixer + ".shared_experts.up_proj",
      .sharedDown: mixer + ".shared_experts.down_proj",
    ]) { $1 }
  }
}
