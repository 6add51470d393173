import Formats
import Tensors

extension ModelFamily {
  /// OLMo Hybrid (Ai2, 2026): delta-rule layers between OLMo 3's.
  static let olmoHybrid = ModelFamily(
    "OLMo Hybrid", ["OlmoHybridForCausalLM"],
    ["olmo_hybrid": ModelSpec.olmoHybrid],
    defaults: [
      "olmo_hybrid": #"""
      {"hidden_act": "silu", "hidden_size": 3840, "intermediate_size": 11008,
      "linear_allow_neg_eigval": true, "linear_conv_kernel_dim": 4, "max_position_embeddings":
      65536, "num_attention_heads": 30, "num_hidden_layers": 32, "rms_norm_eps": 1e-06,
      "rope_theta": 10000.0, "tie_word_embeddings": false, "vocab_size": 100352}
      """#
    ])
}

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

  /// The names of a delta-rule layer whose queries, keys and values stand apart.
  static func deltaNames(_ prefix: String) -> [WeightRole: String] {
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
