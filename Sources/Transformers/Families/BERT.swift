import Formats
import Tensors

/// BERT (Devlin et al., 2018), RoBERTa (Liu et al., 2019) and DistilBERT (Sanh et al., 2019): encoders, whose queries see every key.
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

  static func roberta(_ file: ConfigReader) throws -> ModelSpec {
    var model = try bert(file)
    model.config.architecture = try file.architecture(or: "RobertaForMaskedLM")
    // Places are counted from the one after the padding token's.
    let first = try file.token("pad_token_id", or: 1) + 1
    model.config.position = .learned(firstRow: first)
    model.config.contextLength = max(1, model.config.contextLength - first)
    model.layout.names.merge([
      .headMap: "lm_head.dense", .headNorm: "lm_head.layer_norm", .unembedding: "lm_head.decoder",
    ]) { $1 }
    model.layout.biasNames[.unembedding] = "lm_head"
    model.layout.optionalPrefixes = ["roberta."]
    return model
  }

  static func distilBERT(_ file: ConfigReader) throws -> ModelSpec {
    var model = try encoder(
      file, architecture: "DistilBertForMaskedLM", layers: file.layers("n_layers"),
      width: file.size("dim"), heads: file.size("n_heads"), hiddenWidth: file.size("hidden_dim"),
      activation: file.activation("activation", or: "gelu"))
    model.layout.names.merge([
      .query: "transformer.layer.{i}.attention.q_lin",
      .key: "transformer.layer.{i}.attention.k_lin",
      .value: "transformer.layer.{i}.attention.v_lin",
      .output: "transformer.layer.{i}.attention.out_lin",
      .norm1: "transformer.layer.{i}.sa_layer_norm", .up: "transformer.layer.{i}.ffn.lin1",
      .down: "transformer.layer.{i}.ffn.lin2",
      .norm2: "transformer.layer.{i}.output_layer_norm", .headMap: "vocab_transform",
      .headNorm: "vocab_layer_norm", .unembedding: "vocab_projector",
    ]) { $1 }
    model.layout.optionalPrefixes = ["distilbert."]
    return model
  }

  /// What the three share.
  private static func encoder(
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
