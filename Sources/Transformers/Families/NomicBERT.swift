import Formats
import Tensors

extension ModelFamily {
  /// Nomic BERT (Nussbaum et al., 2024): BERT with rotation and gates.
  static let nomicBERT = ModelFamily(
    "Nomic BERT", ["NomicBertModel", "NomicBertForMaskedLM"],
    ["nomic_bert": ModelSpec.nomicBERT],
    defaults: [
      "nomic_bert": #"""
      {"hidden_act": "silu", "hidden_size": 768, "intermediate_size": 3072,
      "layer_norm_eps": 1e-12, "max_position_embeddings": 2048, "num_attention_heads": 12,
      "num_hidden_layers": 12, "rope_theta": 1000.0, "vocab_size": 30528}
      """#
    ])
}

extension ModelSpec {
  static func nomicBERT(_ file: ConfigReader) throws -> ModelSpec {
    var model = try bert(
      file.renaming([
        "hidden_size": "n_embd", "num_attention_heads": "n_head", "num_hidden_layers": "n_layer",
        "intermediate_size": "n_inner", "layer_norm_eps": "layer_norm_epsilon",
        "max_position_embeddings": "n_positions",
      ]))
    model.config.architecture = try file.architecture(or: "NomicBertModel")
    let share = try file.number("rotary_emb_fraction", or: 1)
    model.config.position = .rotary(
      try file.rotary(
        headWidth: model.config.headWidth, share: share,
        contextLength: model.config.contextLength, fallbackBase: 1000))
    file.knows("head_dim")
    model.config.isGated = true
    model.config.activation = .silu
    model.config.headActivation = try file.activation("hidden_act", or: "silu")
    let prefix = "encoder.layers.{i}."
    for role in [WeightRole.query, .key, .value, .positionEmbedding] {
      model.layout.names[role] = nil
    }
    model.layout.names.merge([
      .embeddingNorm: "emb_ln", .queryKeyValue: prefix + "attn.Wqkv",
      .output: prefix + "attn.out_proj", .norm1: prefix + "norm1", .norm2: prefix + "norm2",
      .gate: prefix + "mlp.fc12", .up: prefix + "mlp.fc11", .down: prefix + "mlp.fc2",
      .headNorm: "cls.predictions.transform.layer_norm",
    ]) { $1 }
    model.layout.optionalPrefixes = ["nomic_bert.", "bert."]
    return model
  }
}
