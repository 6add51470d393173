import Formats
import Tensors

extension ModelFamily {
  /// ELECTRA (Clark et al., 2020): BERT whose embeddings may be narrower than its layers.
  static let electra = ModelFamily(
    "ELECTRA", ["ElectraForMaskedLM", "ElectraForPreTraining"],
    ["electra": ModelSpec.electra],
    defaults: [
      "electra": #"""
      {"embedding_size": 128, "hidden_act": "gelu", "hidden_size": 256,
      "intermediate_size": 1024, "layer_norm_eps": 1e-12, "max_position_embeddings": 512,
      "num_attention_heads": 4, "num_hidden_layers": 12, "tie_word_embeddings": true,
      "vocab_size": 30522}
      """#
    ])
}

extension ModelSpec {
  static func electra(_ file: ConfigReader) throws -> ModelSpec {
    var model = try bert(file)
    model.config.architecture = try file.architecture(or: "ElectraForMaskedLM")
    try model.takeEmbeddingWidth(file, or: 128)
    model.config.headActivation = .gelu
    model.layout.names.merge([
      .embeddingMap: "embeddings_project", .headMap: "generator_predictions.dense",
      .headNorm: "generator_predictions.LayerNorm", .unembedding: "generator_lm_head",
    ]) { $1 }
    model.layout.biasNames[.unembedding] = "generator_lm_head"
    model.layout.optionalPrefixes = ["electra."]
    return model
  }

  mutating func takeEmbeddingWidth(_ file: ConfigReader, or fallback: Int) throws {
    let width = try file.size("embedding_size", or: fallback)
    if width != config.width { config.embeddingWidth = width }
  }
}
