import Formats
import Tensors

extension ModelFamily {
  /// nanochat (Karpathy, 2025): Llama whose norms have no weights and whose heads turn the other way round.
  static let nanochat = ModelFamily(
    "nanochat", ["NanoChatForCausalLM"],
    ["nanochat": ModelSpec.nanochat],
    defaults: [
      "nanochat": #"""
      {"final_logit_softcapping": 15.0, "hidden_act": "relu2", "hidden_size": 768,
      "intermediate_size": 8192, "max_position_embeddings": 2048, "num_attention_heads": 6,
      "num_hidden_layers": 12, "rms_norm_eps": 1e-06, "rope_theta": 10000.0,
      "tie_word_embeddings": false, "vocab_size": 50304}
      """#
    ])
}

extension ModelSpec {
  static func nanochat(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.isGated = false
    model.config.normalizesEmbedding = true
    model.config.queryKeyNorm = .perHead
    model.config.normalizesAfterRotation = true
    model.config.logitCap = Float(try file.number("final_logit_softcapping", or: 15))
    if var rotary = model.config.rotary {
      rotary.isReversed = true
      model.config.position = .rotary(rotary)
    }
    for role in [WeightRole.norm1, .norm2, .finalNorm] { model.layout.names[role] = nil }
    model.layout.names[.up] = "layers.{i}.mlp.fc1"
    model.layout.names[.down] = "layers.{i}.mlp.fc2"
    return model
  }
}
