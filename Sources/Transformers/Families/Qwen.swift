/// Qwen 2 and 2.5 (biases on queries, keys, values), Qwen 3 (normalised heads) and its experts.
extension Family {
  static func qwen2(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    family.config.prependsBOS = false
    if try file.flag("use_sliding_window", or: false) {
      if family.config.windows.isEmpty, let window = try file.optionalSize("sliding_window") {
        let first = try file.size("max_window_layers", or: family.config.layers)
        family.config.windows = (0..<family.config.layers).map { $0 < first ? nil : window }
      }
    } else {
      family.config.windows = []
    }
    return family
  }

  static func qwen3(_ file: ConfigReader) throws -> Family {
    var family = try qwen2(file)
    family.normalizeHeads()
    return family
  }

  static func qwen3MoE(_ file: ConfigReader) throws -> Family {
    var family = try qwen3(file)
    let step = try file.size("decoder_sparse_step", or: 1)
    let dense = Set(try file.integers("mlp_only_layers"))
    let layers = 0..<family.config.layers
    family.config.experts = ModelConfig.Experts(
      count: try file.size("num_experts", "num_local_experts"),
      perToken: try file.size("num_experts_per_tok"),
      normalizesShares: try file.flag("norm_topk_prob", or: false),
      denseLayers: Set(layers.filter { dense.contains($0) || ($0 + 1) % step != 0 }),
      denseHiddenWidth: family.config.hiddenWidth)
    family.config.hiddenWidth = try file.size("moe_intermediate_size")
    family.layout.names.merge(expertNames) { $1 }
    return family
  }

  /// The names that most families give to the tensors of experts.
  static var expertNames: [WeightRole: String] {
    [
      .router: "layers.{i}.mlp.gate",
      .expertGate: "layers.{i}.mlp.experts.{e}.gate_proj",
      .expertUp: "layers.{i}.mlp.experts.{e}.up_proj",
      .expertDown: "layers.{i}.mlp.experts.{e}.down_proj",
    ]
  }
}
