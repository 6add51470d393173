import Formats
import Tensors

extension ModelFamily {
  /// Mistral and Mixtral (Jiang et al., 2023 and 2024): Llama with a sliding window, and with experts.
  static let mistral = ModelFamily(
    "Mistral, Mixtral", ["MistralForCausalLM", "MixtralForCausalLM"],
    ["mistral": ModelSpec.mistral, "mixtral": ModelSpec.mixtral],
    defaults: [
      "mistral": #"""
      {"hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32,
      "num_attention_heads": 32, "num_key_value_heads": 8, "hidden_act": "silu",
      "max_position_embeddings": 131072, "rms_norm_eps": 1e-06, "tie_word_embeddings": false,
      "rope_theta": 10000.0, "sliding_window": 4096, "vocab_size": 32000}
      """#,
      "mixtral": #"""
      {"hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32,
      "num_attention_heads": 32, "num_key_value_heads": 8, "hidden_act": "silu",
      "max_position_embeddings": 131072, "rms_norm_eps": 1e-05, "tie_word_embeddings": false,
      "rope_theta": 1000000.0, "num_experts_per_tok": 2, "num_local_experts": 8,
      "vocab_size": 32000}
      """#,
    ])
}

extension ModelSpec {
  static func mistral(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    if model.config.windows.isEmpty, let window = try file.optionalSize("sliding_window") {
      model.config.windows = Array(repeating: window, count: model.config.layers)
    }
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
