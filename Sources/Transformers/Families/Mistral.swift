/// Mistral and Mixtral (Jiang et al., 2023 and 2024): Llama with a sliding window, and with experts.
extension Family {
  static func mistral(_ file: ConfigReader) throws -> Family {
    var family = try llama(file)
    // All layers are alike, whatever 'layer_types' says.
    family.config.windows =
      try file.optionalSize("sliding_window").map {
        Array(repeating: $0, count: family.config.layers)
      } ?? []
    return family
  }

  static func mixtral(_ file: ConfigReader) throws -> Family {
    var family = try mistral(file)
    family.config.experts = ModelConfig.Experts(
      count: try file.size("num_local_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: true)
    family.layout.names.merge(mixtralExpertNames) { $1 }
    return family
  }

  /// The names that Mixtral gave to the tensors of experts.
  static var mixtralExpertNames: [WeightRole: String] {
    [
      .router: "layers.{i}.block_sparse_moe.gate",
      .expertGate: "layers.{i}.block_sparse_moe.experts.{e}.w1",
      .expertUp: "layers.{i}.block_sparse_moe.experts.{e}.w3",
      .expertDown: "layers.{i}.block_sparse_moe.experts.{e}.w2",
    ]
  }
}
