import Formats
import Tensors

/// OLMo Hybrid (Ai2, 2026) and Kimi Linear (Moonshot AI, 2025): delta-rule layers between OLMo 3's, and between layers of latent attention.
extension ModelSpec {
  static func olmoHybrid(_ file: ConfigReader) throws -> ModelSpec {
    let parameters = try file.object("rope_parameters") ?? file.object("rope_scaling")
    let turns =
      try parameters?.optionalNumber(["rope_theta"]) != nil
      || file.optionalNumber(["rope_theta"]) != nil
    var model = try olmo2(file)
    let layers = model.config.layers
    let mixers = try file.mixers(layers: layers, ["linear_attention": .deltaRule])
    model.config.mixers =
      mixers ?? (0..<layers).map { ($0 + 1) % 4 == 0 ? .attention : .deltaRule }
    if !turns { model.config.unrotatedLayers = Set(0..<layers) }
    // Linear layers are normalised before, the others behind.
    model.config.normPlacement = .byMixer
    let heads = model.config.heads
    let keyHeads = try file.size("linear_num_key_heads", or: heads)
    let keyWidth = try file.size(
      "linear_key_head_dim", or: max(1, 3 * model.config.width / (4 * keyHeads)))
    var axes = ModelConfig.DeltaRule(
      keyHeads: keyHeads, valueHeads: try file.size("linear_num_value_heads", or: heads),
      keyWidth: keyWidth, valueWidth: try file.size("linear_value_head_dim", or: 2 * keyWidth),
      kernel: try file.size("linear_conv_kernel_dim", or: 4))
    if try file.flag("linear_allow_neg_eigval", or: true) { axes.strengthFactor = 2 }
    axes.epsilon = 1e-5
    model.config.deltaRule = axes
    let prefix = "layers.{i}.linear_attn"
    model.layout.names.merge(deltaNames(prefix)) { $1 }
    model.layout.names.merge([
      .norm1: "layers.{i}.attention_layer_norm", .norm2: "layers.{i}.feedforward_layer_norm",
      .mixer(.decay): prefix + ".a_proj", .mixer(.gate): prefix + ".g_proj",
    ]) { $1 }
    return model
  }

  static func kimiLinear(_ file: ConfigReader) throws -> ModelSpec {
    guard let linear = try file.object("linear_attn_config") else {
      throw ModelError(.badFile, "\(file.path): 'linear_attn_config' is missing")
    }
    var model = try latentAttention(
      file.assuming([
        "max_position_embeddings": .integer(try file.size("model_max_length", or: 4096))
      ]))
    let layers = model.config.layers
    let attention = Set(try linear.integers("full_attn_layers"))  // counted from 1
    linear.knows("kda_layers")
    model.config.mixers = (0..<layers).map { attention.contains($0 + 1) ? .attention : .deltaRule }
    model.config.unrotatedLayers = Set(0..<layers)
    let (heads, width) = (try linear.size("num_heads"), try linear.size("head_dim"))
    model.config.deltaRule = ModelConfig.DeltaRule(
      keyHeads: heads, valueHeads: heads, keyWidth: width, valueWidth: width,
      kernel: try linear.size("short_conv_kernel_size", or: 4), forgetsByRow: true,
      gate: .sigmoid)
    try model.addDeepSeekExperts(file)
    let attended = "layers.{i}.self_attn"
    model.layout.names.merge(deltaNames(attended)) { $1 }
    model.layout.names.merge(mixtralExpertNames) { $1 }
    model.layout.names.merge(
      sharedExpertNames("layers.{i}.block_sparse_moe.shared_experts")
    ) { $1 }
    model.layout.names.merge([
      .mixer(.decayInner): attended + ".f_a_proj", .mixer(.decay): attended + ".f_b_proj",
      .mixer(.gateInner): attended + ".g_a_proj", .mixer(.gate): attended + ".g_b_proj",
      .routerBias: "layers.{i}.block_sparse_moe.gate.e_score_correction_bias",
    ]) { $1 }
    return model
  }

  /// The names of a delta-rule layer whose queries, keys and values stand apart.
  private static func deltaNames(_ prefix: String) -> [WeightRole: String] {
    [
      .mixer(.query): prefix + ".q_proj", .mixer(.key): prefix + ".k_proj",
      .mixer(.value): prefix + ".v_proj", .mixer(.queryConvolution): prefix + ".q_conv1d",
      .mixer(.keyConvolution): prefix + ".k_conv1d",
      .mixer(.valueConvolution): prefix + ".v_conv1d",
      .mixer(.strength): prefix + ".b_proj", .mixer(.rate): prefix + ".A_log",
      .mixer(.rateBias): prefix + ".dt_bias", .mixer(.norm): prefix + ".o_norm",
      .mixer(.output): prefix + ".o_proj",
    ]
  }
}
