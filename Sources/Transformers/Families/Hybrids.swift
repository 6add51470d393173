import Formats
import Tensors

/// Models that mix tokens by attention in some layers and by a state space or a convolution in others: Granite 4, Bamba, LFM2, Nemotron-H, Falcon-H1.
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

  static func bamba(_ file: ConfigReader) throws -> ModelSpec {
    // Half of each head turns, whatever else the file says.
    var model = try llama(file, rotaryShare: 0.5)
    let attention = Set(try file.integers("attn_layer_indices"))
    model.config.mixers = (0..<model.config.layers).map {
      attention.contains($0) ? .attention : .stateSpace
    }
    model.config.stateSpace = try file.mamba(width: model.config.width)
    model.nameMambaBlocks()
    return model
  }

  static func falconH1(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    file.knows("mamba_expand", "mamba_norm_before_gate")
    var axes = try file.mamba(width: model.config.width)
    axes.inputFactor = Float(try file.number("ssm_in_multiplier", or: 1))
    axes.outputFactor = Float(try file.number("ssm_out_multiplier", or: 1))
    axes.factors = try file.numbers("ssm_multipliers", count: 5) ?? axes.factors
    axes.gate =
      try !file.flag("mamba_rms_norm", or: true)
      ? .alone : file.flag("mamba_norm_before_gate", or: true) ? .afterNorm : .beforeNorm
    model.config.stateSpace = axes
    model.config.mixers = Array(
      repeating: .attentionAndStateSpace, count: model.config.layers)
    model.config.attentionFactors = ModelConfig.AttentionFactors(
      input: Float(try file.number("attention_in_multiplier", or: 1)),
      key: Float(try file.number("key_multiplier", or: 1)),
      output: Float(try file.number("attention_out_multiplier", or: 1)))
    model.config.embeddingScale = Float(try file.number("embedding_multiplier", or: 1))
    model.config.logitScale = Float(try file.number("lm_head_multiplier", or: 1))
    if let factors = try file.numbers("mlp_multipliers", count: 2) {
      (model.config.gateFactor, model.config.hiddenFactor) = (factors[0], factors[1])
    }
    model.nameMambaBlocks()
    return model
  }

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

  static func lfm2(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(
      file.assuming(["rms_norm_eps": .number(try file.number("norm_eps", or: 1e-5))]))
    let layers = model.config.layers
    let attention = Set(try file.integers("full_attn_idxs"))
    model.config.mixers =
      try file.mixers(layers: layers, ["conv": .shortConvolution])
      ?? (0..<layers).map {
        attention.isEmpty || attention.contains($0) ? .attention : .shortConvolution
      }
    model.config.shortConvolution = try file.size("conv_L_cache", or: 3)
    model.config.tiesEmbedding = try file.flag("tie_word_embeddings", "tie_embedding", or: true)
    if try file.flag("block_auto_adjust_ff_dim", or: false) {
      let factor = try file.number("block_ffn_dim_multiplier", or: 1)
      let step = try file.size("block_multiple_of", or: 256)
      let hidden = Int(Double(2 * model.config.hiddenWidth / 3) * factor)
      model.config.hiddenWidth = (hidden + step - 1) / step * step
    }
    model.normalizeHeads()
    let attentionNames: [WeightRole: String] = [
      .queryNorm: "layers.{i}.self_attn.q_layernorm", .keyNorm: "layers.{i}.self_attn.k_layernorm",
      .output: "layers.{i}.self_attn.out_proj",
    ]
    model.layout.names.merge(attentionNames) { $1 }
    model.layout.names.merge([
      .finalNorm: "embedding_norm", .norm1: "layers.{i}.operator_norm",
      .norm2: "layers.{i}.ffn_norm", .gate: "layers.{i}.feed_forward.w1",
      .up: "layers.{i}.feed_forward.w3", .down: "layers.{i}.feed_forward.w2",
      .mixer(.input): "layers.{i}.conv.in_proj", .mixer(.convolution): "layers.{i}.conv.conv",
      .mixer(.output): "layers.{i}.conv.out_proj",
    ]) { $1 }
    return model
  }

  static func lfm2MoE(_ file: ConfigReader) throws -> ModelSpec {
    var model = try lfm2(file)
    var experts = ModelConfig.Experts(
      count: try file.size("num_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: try file.flag("norm_topk_prob", or: true),
      denseLayers: Set(0..<(try file.count("num_dense_layers", or: 2))),
      denseHiddenWidth: model.config.hiddenWidth)
    experts.router = ModelConfig.Router(
      scores: .sigmoid, divisor: .adding(1e-6),
      scale: Float(try file.number("routed_scaling_factor", or: 1)))
    model.config.experts = experts
    model.config.hiddenWidth = try file.size("moe_intermediate_size")
    let prefix = "layers.{i}.feed_forward"
    model.layout.names.merge([
      .router: prefix + ".gate", .expertGate: prefix + ".experts.{e}.w1",
      .expertUp: prefix + ".experts.{e}.w3", .expertDown: prefix + ".experts.{e}.w2",
    ]) { $1 }
    if try file.flag("use_expert_bias", or: true) {
      model.layout.names[.routerBias] = prefix + ".expert_bias"
    }
    return model
  }

  /// The names of blocks as Bamba has them, and Falcon-H1 after it.
  private mutating func nameMambaBlocks() {
    nameMamba("layers.{i}.mamba")
    layout.names.merge([
      .norm2: "layers.{i}.pre_ff_layernorm", .finalNorm: "final_layernorm",
      .gate: "layers.{i}.feed_forward.gate_proj", .up: "layers.{i}.feed_forward.up_proj",
      .down: "layers.{i}.feed_forward.down_proj",
    ]) { $1 }
  }

  /// Names the tensors of a Mamba-2 mixer.
  private mutating func nameMamba(_ prefix: String) {
    layout.names.merge([
      .mixer(.input): prefix + ".in_proj", .mixer(.convolution): prefix + ".conv1d",
      .mixer(.rate): prefix + ".A_log", .mixer(.rateBias): prefix + ".dt_bias",
      .mixer(.skip): prefix + ".D", .mixer(.norm): prefix + ".norm",
      .mixer(.output): prefix + ".out_proj",
    ]) { $1 }
  }
}

extension ConfigReader {
  /// The sizes of Mamba-2 layers, under any of the names that families have for them.
  fileprivate func mamba(width: Int) throws -> ModelConfig.StateSpace {
    let inner =
      try optionalSize("mamba_d_ssm")
      ?? size("mamba_expand", "expand", or: 2) * width
    let heads = try size("mamba_n_heads", "mamba_num_heads", or: 128)
    let asked = try first(["mamba_d_head", "mamba_head_dim"])
    let headWidth = asked ?? inner / heads
    var axes = ModelConfig.StateSpace(
      heads: heads, headWidth: headWidth, groups: try size("mamba_n_groups", "n_groups", or: 1),
      stateWidth: try size("mamba_d_state", "ssm_state_size", or: 256),
      kernel: try size("mamba_d_conv", "conv_kernel", or: 4))
    if let limits = try list("time_step_limit") {
      let bounds = limits.compactMap(Self.bound)
      guard bounds.count == 2, limits.count == 2, bounds[0] <= bounds[1] else {
        throw ModelError(
          .badFile, "\(path): 'time_step_limit' lists no two numbers, the smaller one first")
      }
      (axes.leastStep, axes.largestStep) = (Float(bounds[0]), Float(bounds[1]))
    }
    return axes
  }

  /// A number that may be infinite, as writers put it: `{"__float__": "Infinity"}`.
  private static func bound(_ value: JSON) -> Double? {
    let text = value["__float__"]?.stringValue ?? value.stringValue
    switch text?.lowercased() {
    case "infinity", "inf": return .infinity
    case "-infinity", "-inf": return -.infinity
    default: return value.doubleValue
    }
  }

  /// The first of these keys that holds a whole number from 1 on; a word such as `auto` counts as none.
  private func first(_ keys: [String]) throws -> Int? {
    for key in keys {
      knows(key)
      if let value = fields[key]?.integerValue { return value > 0 ? value : nil }
    }
    return nil
  }

  /// A list of `count` numbers, if there is one.
  fileprivate func numbers(_ key: String, count: Int) throws -> [Float]? {
    guard let values = try list(key) else { return nil }
    let numbers = values.compactMap { $0.doubleValue.map { Float($0) } }
    guard numbers.count == count, values.count == count else {
      throw ModelError(.badFile, "\(path): '\(key)' lists no \(count) numbers")
    }
    return numbers
  }
}
