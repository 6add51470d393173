import Formats
import Tensors

/// Qwen's experts of 2024, Qwen3-Next, Qwen3.5 and 3.6 (linear attention in three of four layers), and the text part of Qwen3-VL.
extension ModelSpec {
  static func qwen2MoE(_ file: ConfigReader) throws -> ModelSpec {
    var model = try qwen2(file)
    try model.addQwenExperts(file)
    return model
  }

  static func qwen3Next(_ file: ConfigReader) throws -> ModelSpec {
    var model = try qwenHybrid(file)
    try model.addQwenExperts(file)
    model.layout.names.merge([
      .mixer(.queryKeyValueGate): "layers.{i}.linear_attn.in_proj_qkvz",
      .mixer(.strengthDecay): "layers.{i}.linear_attn.in_proj_ba",
    ]) { $1 }
    return model
  }

  static func qwen35(_ file: ConfigReader) throws -> ModelSpec {
    var model = try qwenHybrid(file)
    model.layout.names.merge([
      .mixer(.queryKeyValue): "layers.{i}.linear_attn.in_proj_qkv",
      .mixer(.gate): "layers.{i}.linear_attn.in_proj_z",
      .mixer(.strength): "layers.{i}.linear_attn.in_proj_b",
      .mixer(.decay): "layers.{i}.linear_attn.in_proj_a",
    ]) { $1 }
    return model
  }

  static func qwen35MoE(_ file: ConfigReader) throws -> ModelSpec {
    let file = file.assuming(["intermediate_size": .integer(1), "norm_topk_prob": .bool(true)])
    var model = try qwen35(file)
    try model.addQwenExperts(file)
    return model
  }

  /// What Qwen3-Next and Qwen3.5 share.
  private static func qwenHybrid(_ file: ConfigReader) throws -> ModelSpec {
    try file.require("attn_output_gate", true)
    var model = try qwen3(file)
    let layers = model.config.layers
    model.config.gatesAttention = true
    model.layout.interleavesGate = true
    model.layout.normOffset = 1
    let step = try file.size("full_attention_interval", or: 4)
    model.config.mixers =
      try file.mixers(layers: layers, ["linear_attention": .deltaRule])
      ?? (0..<layers).map { ($0 + 1) % step == 0 ? .attention : .deltaRule }
    model.config.deltaRule = ModelConfig.DeltaRule(
      keyHeads: try file.size("linear_num_key_heads", or: 16),
      valueHeads: try file.size("linear_num_value_heads", or: 32),
      keyWidth: try file.size("linear_key_head_dim", or: 128),
      valueWidth: try file.size("linear_value_head_dim", or: 128),
      kernel: try file.size("linear_conv_kernel_dim", or: 4))
    model.layout.names.merge([
      .mixer(.convolution): "layers.{i}.linear_attn.conv1d",
      .mixer(.rate): "layers.{i}.linear_attn.A_log",
      .mixer(.rateBias): "layers.{i}.linear_attn.dt_bias",
      .mixer(.norm): "layers.{i}.linear_attn.norm",
      .mixer(.output): "layers.{i}.linear_attn.out_proj",
    ]) { $1 }
    return model
  }

  /// Qwen's experts beside one that every token goes to through a gate.
  private mutating func addQwenExperts(_ file: ConfigReader) throws {
    let step = try file.size("decoder_sparse_step", or: 1)
    let dense = Set(try file.integers("mlp_only_layers"))
    config.experts = ModelConfig.Experts(
      count: try file.size("num_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: try file.flag("norm_topk_prob", or: false),
      sharedWidth: try file.size("shared_expert_intermediate_size"),
      denseLayers: Set((0..<config.layers).filter { dense.contains($0) || ($0 + 1) % step != 0 }),
      denseHiddenWidth: config.hiddenWidth)
    config.hiddenWidth = try file.size("moe_intermediate_size")
    layout.names.merge(Self.expertNames) { $1 }
    layout.names.merge(Self.fusedExpertNames) { $1 }
    layout.names.merge(Self.sharedExpertNames("layers.{i}.mlp.shared_expert")) { $1 }
    layout.names[.sharedExpertGate] = "layers.{i}.mlp.shared_expert_gate"
  }
}

extension ConfigReader {
  /// What mixes tokens in each layer by `layer_types`; nil where the file has no such list.
  ///
  /// - Parameter names: What the list calls mixers; every name that is not there means attention.
  func mixers(
    layers: Int, key: String = "layer_types", _ names: [String: ModelConfig.Mixer]
  ) throws -> [ModelConfig.Mixer]? {
    let kinds = try texts(key)
    guard !kinds.isEmpty else { return nil }
    guard kinds.count == layers else {
      throw ModelError(
        .badFile, "\(path): '\(key)' lists \(kinds.count) layers; the model has \(layers)")
    }
    let attention = [
      "attention", "full_attention", "sliding_attention", "chunked_attention", "indexed_attention",
    ]
    return try kinds.map { kind in
      if let mixer = names[kind] { return mixer }
      guard attention.contains(kind) else {
        throw ModelError(
          .badFile,
          "\(path): '\(key)' has '\(kind)'; "
            + (names.keys.sorted() + attention).joined(separator: ", ") + " are supported")
      }
      return .attention
    }
  }
}
