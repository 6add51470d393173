import Formats
import Tensors

extension ModelFamily {
  /// ALBERT (Lan et al., 2019): BERT with one block's weights in every layer and narrower embeddings.
  static let albert = ModelFamily(
    "ALBERT", ["AlbertForMaskedLM"],
    ["albert": ModelSpec.albert],
    defaults: [
      "albert": #"""
      {"embedding_size": 128, "hidden_act": "gelu_new", "hidden_size": 4096,
      "inner_group_num": 1, "intermediate_size": 16384, "layer_norm_eps": 1e-12,
      "max_position_embeddings": 512, "num_attention_heads": 64, "num_hidden_groups": 1,
      "num_hidden_layers": 12, "tie_word_embeddings": true, "vocab_size": 30000}
      """#
    ])
}

extension ModelSpec {
  static func albert(_ file: ConfigReader) throws -> ModelSpec {
    guard try file.size("inner_group_num", or: 1) == 1 else {
      throw ModelError(
        .badFile, "\(file.path): 'inner_group_num' is not 1; groups of one layer are supported")
    }
    let defaults: [String: JSON] = ["hidden_act": .string("gelu_new")]
    var model = try bert(file.assuming(defaults))
    model.config.architecture = try file.architecture(or: "AlbertForMaskedLM")
    try model.takeEmbeddingWidth(file, or: 128)
    // A few groups of weights serve all layers.
    let (layers, groups) = (model.config.layers, try file.size("num_hidden_groups", or: 1))
    model.layout.storedLayers = (0..<layers).map { $0 * groups / layers }
    let prefix = "encoder.albert_layer_groups.{i}.albert_layers.0."
    model.layout.names.merge([
      .embeddingMap: "encoder.embedding_hidden_mapping_in",
      .query: prefix + "attention.query", .key: prefix + "attention.key",
      .value: prefix + "attention.value", .output: prefix + "attention.dense",
      .norm1: prefix + "attention.LayerNorm", .up: prefix + "ffn", .down: prefix + "ffn_output",
      .norm2: prefix + "full_layer_layer_norm", .headMap: "predictions.dense",
      .headNorm: "predictions.LayerNorm", .unembedding: "predictions.decoder",
    ]) { $1 }
    model.layout.biasNames[.unembedding] = "predictions"
    model.layout.optionalPrefixes = ["albert."]
    return model
  }
}
