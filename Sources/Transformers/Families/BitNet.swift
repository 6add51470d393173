import Formats
import Tensors

extension ModelFamily {
  /// BitNet b1.58 (Microsoft, 2025): Llama with norms on what heads mix and on hidden values.
  static let bitNet = ModelFamily(
    "BitNet b1.58", ["BitNetForCausalLM"],
    ["bitnet": ModelSpec.bitNet],
    defaults: [
      "bitnet": #"""
      {"hidden_act": "relu2", "hidden_size": 2560, "intermediate_size": 6912,
      "max_position_embeddings": 2048, "num_attention_heads": 20, "num_hidden_layers": 30,
      "num_key_value_heads": 5, "rms_norm_eps": 1e-05, "rope_theta": 500000.0,
      "tie_word_embeddings": false, "vocab_size": 128256}
      """#
    ])
}

extension ModelSpec {
  static func bitNet(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.normalizesMixed = true
    model.config.normalizesHidden = true
    model.layout.names[.mixedNorm] = "layers.{i}.self_attn.attn_sub_norm"
    model.layout.names[.hiddenNorm] = "layers.{i}.mlp.ffn_sub_norm"
    return model
  }
}
