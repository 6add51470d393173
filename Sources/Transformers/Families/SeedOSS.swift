import Formats
import Tensors

extension ModelFamily {
  /// Seed-OSS (ByteDance, 2025): Llama without a token before the text.
  static let seedOSS = ModelFamily(
    "Seed-OSS", ["SeedOssForCausalLM"],
    ["seed_oss": ModelSpec.seedOSS],
    gguf: ["seed_oss": ModelSpec.seedOSS],
    defaults: [
      "seed_oss": #"""
      {"head_dim": 128, "hidden_act": "silu", "hidden_size": 4096,
      "intermediate_size": 27648, "max_position_embeddings": 524288, "num_attention_heads": 80,
      "num_hidden_layers": 64, "num_key_value_heads": 8, "rms_norm_eps": 1e-06, "rope_theta":
      10000.0, "tie_word_embeddings": false, "vocab_size": 155136}
      """#
    ])
}

extension ModelSpec {
  static func seedOSS(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.prependsBOS = false
    return model
  }

  static func seedOSS(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "SeedOssForCausalLM")
    model.config.prependsBOS = false
    model.layout.names[.norm2] =
      file.has("blk.0.ffn_norm") ? "blk.{i}.ffn_norm" : "blk.{i}.post_attention_norm"
    return model
  }
}
