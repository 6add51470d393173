import Formats
import Tensors

extension ModelFamily {
  /// VaultGemma (Google, 2025): Gemma 2 without the norms behind sublayers.
  static let vaultGemma = ModelFamily(
    "VaultGemma", ["VaultGemmaForCausalLM"],
    ["vaultgemma": ModelSpec.vaultGemma],
    defaults: [
      "vaultgemma": #"""
      {"attn_logit_softcapping": 50.0, "final_logit_softcapping": 30.0, "head_dim":
      256, "hidden_activation": "gelu_pytorch_tanh", "hidden_size": 2304, "intermediate_size":
      9216, "max_position_embeddings": 8192, "num_attention_heads": 8, "num_hidden_layers": 26,
      "num_key_value_heads": 4, "query_pre_attn_scalar": 256, "rms_norm_eps": 1e-06,
      "rope_theta": 10000.0, "sliding_window": 4096, "tie_word_embeddings": true, "vocab_size":
      256000}
      """#
    ])
}

extension ModelSpec {
  static func vaultGemma(_ file: ConfigReader) throws -> ModelSpec {
    var model = try gemma2(file)
    model.config.normPlacement = .before
    model.layout.names[.norm1Post] = nil
    model.layout.names[.norm2Post] = nil
    return model
  }
}
