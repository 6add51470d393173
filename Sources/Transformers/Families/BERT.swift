import Formats
import Tensors

extension ModelFamily {
  /// BERT (Devlin et al., 2018): an encoder, whose queries see every key.
  static let bert = ModelFamily(
    "BERT", ["BertForMaskedLM", "BertModel"], ["bert": ModelSpec.bert],
    gguf: ["bert": ModelSpec.bert],
    defaults: [
      "bert": #"""
      {"hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12,
      "intermediate_size": 3072, "hidden_act": "gelu", "max_position_embeddings": 512,
      "layer_norm_eps": 1e-12, "position_embedding_type": "absolute",
      "tie_word_embeddings": true, "vocab_size": 30522}
      """#
    ],
    immaterialKeys: [
      "bert": """
      directionality pooler_fc_size pooler_num_attention_heads pooler_num_fc_layers
      pooler_size_per_head pooler_type
      """
    ])
}

extension ModelSpec {
  static func bert(_ file: ConfigReader) throws -> ModelSpec {
    guard try file.text("position_embedding_type", or: "absolute") == "absolute" else {
      throw ModelError(
        .badFile, "\(file.path): 'position_embedding_type' is relative; only absolute is supported")
    }
    try file.require("is_decoder", false)
    var model = try encoder(
      file, architecture: "BertForMaskedLM", layers: file.layers("num_hidden_layers"),
      width: file.size("hidden_size"), heads: file.size("num_attention_heads"),
      hiddenWidth: file.size("intermediate_size"),
      activation: file.activation("hidden_act", or: "gelu"))
    model.config.hasTokenTypes = true
    model.layout.names.merge([
      .typeEmbedding: "embeddings.token_type_embeddings",
      .query: "encoder.layer.{i}.attention.self.query",
      .key: "encoder.layer.{i}.attention.self.key",
      .value: "encoder.layer.{i}.attention.self.value",
      .output: "encoder.layer.{i}.attention.output.dense",
      .norm1: "encoder.layer.{i}.attention.output.LayerNorm",
      .up: "encoder.layer.{i}.intermediate.dense", .down: "encoder.layer.{i}.output.dense",
      .norm2: "encoder.layer.{i}.output.LayerNorm",
      .headMap: "cls.predictions.transform.dense",
      .headNorm: "cls.predictions.transform.LayerNorm",
      .unembedding: "cls.predictions.decoder",
    ]) { $1 }
    model.layout.biasNames[.unembedding] = "cls.predictions"
    model.layout.optionalPrefixes = ["bert."]
    // Files of the first years have TensorFlow's names.
    model.layout.weightSuffixes = [".weight", ".gamma"]
    model.layout.biasSuffixes = [".bias", ".beta"]
    return model
  }

  static func bert(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "BertModel").withoutGate(.gelu)
    model.config.describeEncoder()
    model.config.hasTokenTypes = file.has("token_types")
    model.layout.names.merge([
      .embeddingNorm: "token_embd_norm", .typeEmbedding: "token_types",
      .norm1: "blk.{i}.attn_output_norm", .norm2: "blk.{i}.layer_output_norm",
    ]) { $1 }
    return model
  }

  /// What the three share.
  static func encoder(
    _ file: ConfigReader, architecture: String, layers: Int, width: Int, heads: Int,
    hiddenWidth: Int, activation: Activation
  ) throws -> ModelSpec {
    // Files whose unembedding is one of its own have it under its name.
    file.knows("tie_word_embeddings")
    let headWidth = try file.headWidth(of: width, heads: heads)
    var config = ModelConfig(
      name: "", architecture: try file.architecture(or: architecture), layers: layers,
      width: width, heads: heads, keyValueHeads: heads, headWidth: headWidth,
      hiddenWidth: hiddenWidth, vocabularySize: try file.size("vocab_size"),
      contextLength: try file.size("max_position_embeddings"), norm: .layer,
      epsilon: Float(try file.number("layer_norm_eps", or: 1e-12)),
      position: .learned(firstRow: 0), activation: activation, isGated: false,
      scoreScale: 1 / Float(headWidth).squareRoot(), tiesEmbedding: true)
    config.describeEncoder()
    return ModelSpec(
      config: config,
      layout: WeightLayout(names: [
        .embedding: "embeddings.word_embeddings",
        .positionEmbedding: "embeddings.position_embeddings",
        .embeddingNorm: "embeddings.LayerNorm",
      ]))
  }
}

extension ModelConfig {
  /// Sets the axes that set an encoder apart from a decoder.
  fileprivate mutating func describeEncoder() {
    isEncoder = true
    isCausal = false
    hasFinalNorm = false
    normalizesEmbedding = true
    normPlacement = .onSum
    prependsBOS = false
  }
}
