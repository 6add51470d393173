/// Mistral and Mixtral (Jiang et al., 2023 and 2024): Llama with a sliding window, and with experts.
extension ModelSpec {
  static func mistral(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    // All layers are alike, whatever 'layer_types' says.
    model.config.windows =
      try file.optionalSize("sliding_window").map {
        Array(repeating: $0, count: model.config.layers)
      } ?? []
    return model
  }

  static func mixtral(_ file: ConfigReader) throws -> ModelSpec {
    var model = try mistral(file)
    model.config.experts = ModelConfig.Experts(
      count: try file.size("num_local_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: true)
    model.layout.names.merge(mixtralExpertNames) { $1 }
    return model
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
