import Formats
import Tensors

extension ModelFamily {
  /// DeBERTa 2 and 3 (He et al., 2021): BERT whose places enter scores alone, through vectors of distances.
  static let deBERTa = ModelFamily(
    "DeBERTa 2-3", ["DebertaV2ForMaskedLM"],
    ["deberta-v2": ModelSpec.deBERTa],
    defaults: [
      "deberta-v2": #"""
      {"hidden_act": "gelu", "hidden_size": 1536, "intermediate_size": 6144,
      "layer_norm_eps": 1e-07, "max_position_embeddings": 512, "max_relative_positions": -1,
      "num_attention_heads": 24, "num_hidden_layers": 24, "position_biased_input": true,
      "relative_attention": false, "tie_word_embeddings": true, "vocab_size": 128100}
      """#
    ],
    immaterialKeys: [
      "deberta-v2": "legacy"
    ])
}

extension ModelSpec {
  static func deBERTa(_ file: ConfigReader) throws -> ModelSpec {
    try file.require("position_biased_input", false)
    try file.require("relative_attention", true)
    guard try file.count("conv_kernel_size", or: 0) == 0 else {
      throw ModelError(
        .badFile, "\(file.path): 'conv_kernel_size' is not 0; a convolution is not supported")
    }
    var model = try bert(file)
    model.config.architecture = try file.architecture(or: "DebertaV2ForMaskedLM")
    model.config.hasTokenTypes = try file.count("type_vocab_size", or: 0) > 0
    model.config.position = .none
    let kinds = try file.positionKinds()
    let most = try file.optionalInteger("max_relative_positions") ?? -1
    let farthest = most > 0 ? most : model.config.contextLength
    let buckets = try file.optionalInteger("position_buckets") ?? -1
    model.config.relativeScores = ModelConfig.RelativeScores(
      span: buckets > 0 ? buckets : farthest, buckets: max(buckets, 0), farthest: farthest,
      queries: kinds.contains("c2p"), keys: kinds.contains("p2c"),
      isNormalized: try file.text("norm_rel_ebd", or: "none").contains("layer_norm"),
      sharesMaps: try file.flag("share_att_key", or: false))
    model.config.scoreScale = 1 / Float(model.config.headWidth * (1 + kinds.count)).squareRoot()
    let inner = "encoder.layer.{i}.attention.self."
    model.layout.names.merge([
      .query: inner + "query_proj", .key: inner + "key_proj", .value: inner + "value_proj",
      .relativeTable: "encoder.rel_embeddings", .relativeNorm: "encoder.LayerNorm",
      .relativeQuery: inner + "pos_query_proj", .relativeKey: inner + "pos_key_proj",
    ]) { $1 }
    model.layout.names[.positionEmbedding] = nil
    model.layout.biasNames[.unembedding] = "cls.predictions"
    model.layout.optionalPrefixes = ["deberta."]
    return model
  }
}

extension ConfigReader {
  /// Which sides meet vectors of distances: a list, or words with bars between.
  fileprivate func positionKinds() throws -> Set<String> {
    var kinds: [String]
    if let text = fields["pos_att_type"]?.stringValue {
      knows("pos_att_type")
      kinds = text.split(separator: "|").map(String.init)
    } else {
      kinds = try texts("pos_att_type")
    }
    if let other = kinds.first(where: { !["c2p", "p2c"].contains($0) }) {
      throw ModelError(
        .badFile, "\(path): 'pos_att_type' has '\(other)'; c2p and p2c are supported")
    }
    return Set(kinds)
  }
}
