import Formats
import Tensors

extension ModelFamily {
  /// StarCoder 2 (BigCode, 2024): Llama's names around LayerNorm and biases.
  static let starCoder2 = ModelFamily(
    "StarCoder 2", ["Starcoder2ForCausalLM"], ["starcoder2": ModelSpec.starCoder2],
    gguf: ["starcoder2": ModelSpec.starCoder2],
    defaults: [
      "starcoder2": #"""
      {"hidden_size": 3072, "intermediate_size": 12288, "num_hidden_layers": 30,
      "num_attention_heads": 24, "num_key_value_heads": 2, "hidden_act": "gelu_pytorch_tanh",
      "max_position_embeddings": 4096, "norm_epsilon": 1e-05, "rope_theta": 10000.0,
      "tie_word_embeddings": true, "vocab_size": 49152}
      """#
    ])
}

extension ModelSpec {
  static func starCoder2(_ file: ConfigReader) throws -> ModelSpec {
    var model = try mistral(file)
    model.config.norm = .layer
    model.config.epsilon = Float(try file.number("norm_epsilon", or: 1e-5))
    model.config.isGated = false
    model.config.activation = try file.activation("hidden_act", or: "gelu_pytorch_tanh")
    model.config.tiesEmbedding = try file.flag("tie_word_embeddings", or: true)
    model.layout.names[.up] = "layers.{i}.mlp.c_fc"
    model.layout.names[.down] = "layers.{i}.mlp.c_proj"
    return model
  }

  static func starCoder2(_ file: GGUFConfigReader) throws -> ModelSpec {
    try decoder(file, "Starcoder2ForCausalLM").withoutGate(.geluTanh)
  }
}
