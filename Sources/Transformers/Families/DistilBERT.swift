import Formats
import Tensors

extension ModelFamily {
  /// DistilBERT (Sanh et al., 2019): BERT without token types.
  static let distilBERT = ModelFamily(
    "DistilBERT", ["DistilBertForMaskedLM"], ["distilbert": ModelSpec.distilBERT],
    defaults: [
      "distilbert": #"""
      {"max_position_embeddings": 512, "n_layers": 6, "n_heads": 12, "dim": 768,
      "hidden_dim": 3072, "activation": "gelu", "tie_word_embeddings": true,
      "vocab_size": 30522}
      """#
    ],
    otherKeys: [
      "distilbert": [
        "hidden_size": "dim", "num_attention_heads": "n_heads", "num_hidden_layers": "n_layers",
      ]
    ],
    immaterialKeys: [
      "distilbert": "sinusoidal_pos_embds"
    ])
}

extension ModelSpec {
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
}
