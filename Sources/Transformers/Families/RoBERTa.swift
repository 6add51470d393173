import Formats
import Tensors

extension ModelFamily {
  /// RoBERTa (Liu et al., 2019) and XLM-R: BERT whose table of places begins two rows late.
  static let roBERTa = ModelFamily(
    "RoBERTa, XLM-R", ["RobertaForMaskedLM", "XLMRobertaForMaskedLM"],
    ["roberta": ModelSpec.roberta, "xlm-roberta": ModelSpec.roberta],
    defaults: [
      "roberta": #"""
      {"hidden_size": 768, "num_hidden_layers": 12, "num_attention_heads": 12,
      "intermediate_size": 3072, "hidden_act": "gelu", "max_position_embeddings": 512,
      "layer_norm_eps": 1e-12, "position_embedding_type": "absolute",
      "tie_word_embeddings": true, "vocab_size": 50265}
      """#,
      "xlm-roberta": #"""
      {"eos_token_id": 2, "hidden_act": "gelu", "hidden_size": 768,
      "intermediate_size": 3072, "layer_norm_eps": 1e-12, "max_position_embeddings": 512,
      "num_attention_heads": 12, "num_hidden_layers": 12, "pad_token_id": 1,
      "tie_word_embeddings": true, "vocab_size": 30522}
      """#,
    ])
}

extension ModelSpec {
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
}
