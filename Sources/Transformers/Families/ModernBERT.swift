import Formats
import Tensors

extension ModelFamily {
  /// ModernBERT (Warner et al., 2024): an encoder with rotation, gates and windows.
  static let modernBERT = ModelFamily(
    "ModernBERT", ["ModernBertForMaskedLM"],
    ["modernbert": ModelSpec.modernBERT],
    gguf: ["modern-bert": ModelSpec.modernBERT],
    defaults: [
      "modernbert": #"""
      {"classifier_activation": "gelu", "hidden_activation": "gelu", "hidden_size":
      768, "intermediate_size": 1152, "local_attention": 128, "max_position_embeddings": 8192,
      "norm_eps": 1e-05, "num_attention_heads": 12, "num_hidden_layers": 22, "rope_theta":
      160000.0, "rope_local_base_freq": 10000.0, "tie_word_embeddings": true, "vocab_size":
      50368}
      """#
    ])
}

extension ModelSpec {
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

  /// ModernBERT of llama.cpp's files, which keep the base model without its head.
  static func modernBERT(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "ModernBertModel")
    file.knows("classifier.pooling_type", "hidden_activation", "pooling_type")
    model.config.norm = .layer
    model.config.activation = .gelu
    model.config.isEncoder = true
    model.config.isCausal = false
    model.config.normalizesEmbedding = true
    model.config.prependsBOS = false
    model.config.unnormedLayers = [0]
    // The file's window counts keys on both sides of a query, without it.
    let period = try file.size("attention.sliding_window_pattern", or: 3)
    let window = try file.size("attention.sliding_window", or: 128)
    model.config.windows = (0..<model.config.layers).map {
      $0 % period == 0 ? nil : window / 2 + 1
    }
    model.layout.names[.embeddingNorm] = "token_embd_norm"
    model.layout.names[.gateUp] = model.layout.names[.up]
    return model
  }
}
