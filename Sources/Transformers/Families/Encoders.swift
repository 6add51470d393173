import Formats
import Tensors

/// Encoders after BERT: ELECTRA (Clark et al., 2020), ALBERT (Lan et al., 2019), Nomic BERT (Nussbaum et al., 2024) and ModernBERT (Warner et al., 2024).
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

  private mutating func takeEmbeddingWidth(_ file: ConfigReader, or fallback: Int) throws {
    let width = try file.size("embedding_size", or: fallback)
    if width != config.width { config.embeddingWidth = width }
  }

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

  static func modernBERT(_ file: ConfigReader) throws -> ModelSpec {
    let (width, heads) = (
      try file.size("hidden_size", or: 768), try file.size("num_attention_heads", or: 12)
    )
    let headWidth = try file.headWidth(of: width, heads: heads)
    let (layers, context) = (
      try file.layers("num_hidden_layers"), try file.size("max_position_embeddings", or: 8192)
    )
    var config = ModelConfig(
      name: "", architecture: try file.architecture(or: "ModernBertForMaskedLM"), layers: layers,
      width: width, heads: heads, keyValueHeads: heads, headWidth: headWidth,
      hiddenWidth: try file.size("intermediate_size"), vocabularySize: try file.size("vocab_size"),
      contextLength: context, norm: .layer, epsilon: Float(try file.number("norm_eps", or: 1e-5)),
      position: .rotary(
        try file.rotary(
          headWidth: headWidth, share: 1, contextLength: context, base: "global_rope_theta",
          fallbackBase: 160_000)),
      activation: try file.activation("hidden_activation", or: "gelu"), isGated: true,
      scoreScale: 1 / Float(headWidth).squareRoot(), tiesEmbedding: true)
    config.windowedRotary = try file.rotary(
      headWidth: headWidth, share: 1, contextLength: context, part: "sliding_attention",
      base: "local_rope_theta")
    file.knows("tie_word_embeddings")
    let step = try file.size("global_attn_every_n_layers", or: 3)
    let kinds = try file.texts("layer_types")
    let reach = try file.size("local_attention", or: 128) / 2
    config.windows = (0..<layers).map { layer in
      let isFull =
        layer < kinds.count ? kinds[layer] == "full_attention" : layer % step == 0
      return isFull ? nil : reach + 1
    }
    config.isEncoder = true
    config.isCausal = false
    config.normalizesEmbedding = true
    config.prependsBOS = false
    config.unnormedLayers = [0]
    config.headActivation = try file.activation("classifier_activation", or: "gelu")
    return ModelSpec(
      config: config,
      layout: WeightLayout(
        names: [
          .embedding: "embeddings.tok_embeddings", .embeddingNorm: "embeddings.norm",
          .norm1: "layers.{i}.attn_norm", .queryKeyValue: "layers.{i}.attn.Wqkv",
          .output: "layers.{i}.attn.Wo", .norm2: "layers.{i}.mlp_norm",
          .gateUp: "layers.{i}.mlp.Wi", .down: "layers.{i}.mlp.Wo", .finalNorm: "final_norm",
          .headMap: "head.dense", .headNorm: "head.norm", .unembedding: "decoder",
        ],
        optionalPrefixes: ["model."]))
  }
}
