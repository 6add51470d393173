import Formats
import Tensors

extension ModelFamily {
  /// Granite 3 (IBM, 2024): Llama with factors on embeddings, scores, sublayers and logits.
  static let granite = ModelFamily(
    "Granite", ["GraniteForCausalLM"], ["granite": ModelSpec.granite],
    gguf: ["granite": ModelSpec.granite],
    defaults: [
      "granite": #"""
      {"hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32,
      "num_attention_heads": 32, "hidden_act": "silu", "max_position_embeddings": 2048,
      "rms_norm_eps": 1e-06, "tie_word_embeddings": false, "rope_theta": 10000.0,
      "embedding_multiplier": 1.0, "logits_scaling": 1.0, "residual_multiplier": 1.0,
      "attention_multiplier": 1.0, "vocab_size": 32000}
      """#
    ])
}

extension ModelSpec {
  static func granite(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    let h = Double(model.config.headWidth)
    model.config.embeddingScale = Float(try file.number("embedding_multiplier", or: 1))
    model.config.residualScale = Float(try file.number("residual_multiplier", or: 1))
    model.config.scoreScale = Float(
      try file.number("attention_multiplier", or: 1 / h.squareRoot()))
    model.config.logitScale = 1 / Float(try file.number("logits_scaling", or: 1))
    return model
  }

  static func granite(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.architecture = "GraniteForCausalLM"
    // Granite 4's dense models have these too, for nothing.
    file.knows(
      "ssm.conv_kernel", "ssm.group_count", "ssm.inner_size", "ssm.state_size",
      "ssm.time_step_rank", "expert_shared_feed_forward_length")
    model.config.logitScale = 1 / (file.optionalFactor("logit_scale") ?? 1)
    return model
  }
}
