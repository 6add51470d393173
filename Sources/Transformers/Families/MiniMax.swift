import Formats
import Tensors

extension ModelFamily {
  /// MiniMax M2 (2025): Llama with heads normalised together, and experts.
  static let miniMax = ModelFamily(
    "MiniMax M2", ["MiniMaxM2ForCausalLM"],
    ["minimax_m2": ModelSpec.miniMaxM2],
    gguf: ["minimax-m2": ModelSpec.miniMaxM2],
    defaults: [
      "minimax_m2": #"""
      {"head_dim": 128, "hidden_act": "silu", "hidden_size": 3072,
      "intermediate_size": 1536, "max_position_embeddings": 196608, "num_attention_heads": 48,
      "num_experts_per_tok": 8, "num_hidden_layers": 62, "num_key_value_heads": 8,
      "num_local_experts": 256, "rms_norm_eps": 1e-06, "rope_theta": 5000000.0,
      "tie_word_embeddings": false, "vocab_size": 200064}
      """#
    ])
}

extension ModelSpec {
  static func miniMaxM2(_ file: ConfigReader) throws -> ModelSpec {
    let h = try file.optionalSize("head_dim")
    let turning = try file.optionalSize("rotary_dim")
    let share = h.flatMap { h in turning.map { Double($0) / Double(h) } }
    var model = try llama(file, rotaryShare: share ?? 1)
    model.config.prependsBOS = false
    model.normalizeHeads()
    model.config.queryKeyNorm = .allHeads
    var experts = ModelConfig.Experts(
      count: try file.size("num_local_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: true)
    experts.router.scores = .sigmoid
    model.config.experts = experts
    model.layout.names.merge(mixtralExpertNames) { $1 }
    model.layout.names[.routerBias] = "layers.{i}.block_sparse_moe.e_score_correction_bias"
    return model
  }

  static func miniMaxM2(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "MiniMaxM2ForCausalLM")
    model.config.prependsBOS = false
    model.normalizeProjections(.allHeads)
    model.config.experts?.router.scores = .sigmoid
    return model
  }
}
