import Formats
import Tensors

/// BERT (Devlin et al., 2018), RoBERTa (Liu et al., 2019) and DistilBERT (Sanh et al., 2019): encoders, whose queries see every key.
extension Family {
  static func bert(_ file: ConfigReader) throws -> Family {
    guard try file.text("position_embedding_type", or: "absolute") == "absolute" else {
      throw ModelError(
        .badFile, "\(file.path): 'position_embedding_type' is relative; only absolute is supported")
    }
    try file.require("is_decoder", false)
    var family = try encoder(
      file, architecture: "BertForMaskedLM", layers: file.layers("num_hidden_layers"),
      width: file.size("hidden_size"), heads: file.size("num_attention_heads"),
      hiddenWidth: file.size("intermediate_size"),
      activation: file.activation("hidden_act", or: "gelu"))
    family.config.hasTokenTypes = true
    family.layout.names.merge([
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
    family.layout.biasNames[.unembedding] = "cls.predictions"
    family.layout.optionalPrefixes = ["bert."]
    // Files of the first years have TensorFlow's names.
    family.layout.weightSuffixes = [".weight", ".gamma"]
    family.layout.biasSuffixes = [".bias", ".beta"]
    return family
  }

  static func roberta(_ file: ConfigReader) throws -> Family {
    var family = try bert(file)
    family.config.architecture = try file.architecture(or: "RobertaForMaskedLM")
    // Places are counted from the one after the padding token's.
    let first = try file.token("pad_token_id", or: 1) + 1
    family.config.position = .learned(firstRow: first)
    family.config.contextLength = max(1, family.config.contextLength - first)
    family.layout.names.merge([
      .headMap: "lm_head.dense", .headNorm: "lm_head.layer_norm", .unembedding: "lm_head.decoder",
    ]) { $1 }
    family.layout.biasNames[.unembedding] = "lm_head"
    family.layout.optionalPrefixes = ["roberta."]
    return family
  }

  static func distilBERT(_ file: ConfigReader) throws -> Family {
    var family = try encoder(
      file, architecture: "DistilBertForMaskedLM", layers: file.layers("n_layers"),
      width: file.size("dim"), heads: file.size("n_heads"), hiddenWidth: file.size("hidden_dim"),
      activation: file.activation("activation", or: "gelu"))
    family.layout.names.merge([
      .query: "transformer.layer.{i}.attention.q_lin",
      .key: "transformer.layer.{i}.attention.k_lin",
      .value: "transformer.layer.{i}.attention.v_lin",
      .output: "transformer.layer.{i}.attention.out_lin",
      .norm1: "transformer.layer.{i}.sa_layer_norm", .up: "transformer.layer.{i}.ffn.lin1",
      .down: "transformer.layer.{i}.ffn.lin2",
      .norm2: "transformer.layer.{i}.output_layer_norm", .headMap: "vocab_transform",
      .headNorm: "vocab_layer_norm", .unembedding: "vocab_projector",
    ]) { $1 }
    family.layout.optionalPrefixes = ["distilbert."]
    return family
  }

  /// What the three share.
  private static func encoder(
    _ file: ConfigReader, architecture: String, layers: Int, width: Int, heads: Int,
    hiddenWidth: Int, activation: Activation
  ) throws -> Family {
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
    return Family(
      config: config,
      layout: WeightLayout(names: [
        .embedding: "embeddings.word_embeddings",
        .positionEmbedding: "embeddings.position_embeddings",
        .embeddingNorm: "embeddings.LayerNorm",
      ]))
  }

  static func bert(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "BertModel").withoutGate(.gelu)
    family.config.describeEncoder()
    family.config.hasTokenTypes = file.has("token_types")
    family.layout.names.merge([
      .embeddingNorm: "token_embd_norm", .typeEmbedding: "token_types",
      .norm1: "blk.{i}.attn_output_norm", .norm2: "blk.{i}.layer_output_norm",
    ]) { $1 }
    return family
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
