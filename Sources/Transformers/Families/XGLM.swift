import Formats
import Tensors

extension ModelFamily {
  /// XGLM (Lin et al., 2021): GPT-2's graph with fixed sinusoids as places.
  static let xglm = ModelFamily(
    "XGLM", ["XGLMForCausalLM"],
    ["xglm": ModelSpec.xglm],
    defaults: [
      "xglm": #"""
      {"activation_function": "gelu", "attention_heads": 16, "d_model": 1024,
      "decoder_start_token_id": 2, "ffn_dim": 4096, "max_position_embeddings": 2048,
      "num_layers": 24, "scale_embedding": true, "tie_word_embeddings": true, "vocab_size":
      256008}
      """#
    ])
}

extension ModelSpec {
  /// XGLM (Lin et al., 2022): OPT whose vectors of places are computed.
  static func xglm(_ file: ConfigReader) throws -> ModelSpec {
    var model = try opt(
      file.renaming([
        "hidden_size": "d_model", "num_attention_heads": "attention_heads",
        "num_hidden_layers": "num_layers",
      ]))
    model.config.architecture = try file.architecture(or: "XGLMForCausalLM")
    model.config.activation = try file.activation("activation_function", or: "gelu")
    model.config.position = .sinusoids(ModelConfig.Sinusoids(first: 2, reachesEnd: true))
    if try file.flag("scale_embedding", or: true) {
      model.config.embeddingScale = Float(model.config.width).squareRoot()
    }
    model.layout.names[.finalNorm] = "layer_norm"
    model.layout.names[.positionEmbedding] = nil
    model.layout.optionalPrefixes = ["model."]
    return model
  }
}
