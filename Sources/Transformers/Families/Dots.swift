import Formats
import Tensors

extension ModelFamily {
  /// dots.llm1 (rednote, 2025): DeepSeek's experts around plain attention.
  static let dots = ModelFamily(
    "dots.llm1", ["Dots1ForCausalLM"],
    ["dots1": ModelSpec.dots1],
    gguf: ["dots1": ModelSpec.dots1],
    defaults: [
      "dots1": #"""
      {"first_k_dense_replace": 0, "hidden_act": "silu", "hidden_size": 4608,
      "intermediate_size": 10944, "max_position_embeddings": 2048, "moe_intermediate_size":
      1408, "n_group": 1, "norm_topk_prob": false, "num_attention_heads": 32,
      "num_hidden_layers": 62, "num_key_value_heads": 32, "rms_norm_eps": 1e-06, "rope_theta":
      10000.0, "routed_scaling_factor": 1.0, "sliding_window": 4096, "tie_word_embeddings":
      false, "topk_group": 1, "vocab_size": 152064}
      """#
    ])
}

extension ModelSpec {
  static func dots1(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.normalizeHeads()
    try model.addDeepSeekExperts(file)
    return model
  }

  static func dots1(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "Dots1ForCausalLM")
    model.normalizeProjections(.perHead)
    model.config.experts?.router.scores = .sigmoid
    model.config.experts?.router.divisor = .adding(1e-20)
    return model
  }
}
