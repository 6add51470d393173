import Formats
import Tensors

extension ModelFamily {
  /// Falcon (Almazrouei et al., 2023): parallel sublayers, one key head for all or one a group.
  static let falcon = ModelFamily(
    "Falcon", ["FalconForCausalLM"], ["falcon": ModelSpec.falcon],
    gguf: ["falcon": ModelSpec.falcon],
    defaults: [
      "falcon": #"""
      {"hidden_size": 4544, "num_hidden_layers": 32, "num_attention_heads": 71,
      "layer_norm_epsilon": 1e-05, "alibi": false, "new_decoder_architecture": false,
      "multi_query": true, "parallel_attn": true, "max_position_embeddings": 2048,
      "rope_theta": 10000.0, "activation": "gelu", "tie_word_embeddings": true,
      "vocab_size": 65024}
      """#
    ])
}

extension ModelSpec {
  static func falcon(_ file: ConfigReader) throws -> ModelSpec {
    let (width, heads) = (
      try file.size("hidden_size"), try file.size("num_attention_heads", "n_head")
    )
    let headWidth = try file.headWidth(of: width, heads: heads)
    let isNew = try file.flag("new_decoder_architecture", or: false)
    let isMultiQuery = try file.flag("multi_query", or: true)
    let context = try file.size("max_position_embeddings", or: 2048)
    file.knows(
      "rope_theta", "rope_scaling", "rope_parameters", "num_kv_heads", "n_head_kv", "multi_query",
      "num_ln_in_parallel_attn", "parallel_attn")
    let usesSlopes = try file.flag("alibi", or: false)
    let scale = 1 / Float(headWidth).squareRoot()
    let position: ModelConfig.Position =
      usesSlopes
      // Falcon adds the slopes before it scales.
      ? .alibi(slopes: alibiSlopes(heads: heads).map { $0 * scale })
      : .rotary(try file.rotary(headWidth: headWidth, share: 1, contextLength: context))
    let keyHeads =
      isNew ? try file.size("num_kv_heads", "n_head_kv", or: heads) : isMultiQuery ? 1 : heads
    var config = ModelConfig(
      name: "", architecture: "FalconForCausalLM",
      layers: try file.layers("num_hidden_layers", "n_layer"), width: width, heads: heads,
      keyValueHeads: keyHeads, headWidth: headWidth,
      hiddenWidth: try file.size("ffn_hidden_size", or: 4 * width),
      vocabularySize: try file.size("vocab_size"), contextLength: context,
      norm: .layer, epsilon: Float(try file.number("layer_norm_epsilon", or: 1e-5)),
      position: position, activation: try file.activation("activation", or: "gelu"),
      isGated: false, scoreScale: scale,
      tiesEmbedding: try file.flag("tie_word_embeddings", or: true))
    var names: [WeightRole: String] = [
      .embedding: "word_embeddings", .finalNorm: "ln_f", .norm1: "h.{i}.input_layernorm",
      .norm2: "h.{i}.post_attention_layernorm",
      .queryKeyValue: "h.{i}.self_attention.query_key_value",
      .output: "h.{i}.self_attention.dense", .up: "h.{i}.mlp.dense_h_to_4h",
      .down: "h.{i}.mlp.dense_4h_to_h", .unembedding: "lm_head",
    ]
    if isNew, try file.size("num_ln_in_parallel_attn", or: 2) == 2 {
      config.residual = .parallel
      names[.norm1] = "h.{i}.ln_attn"
      names[.norm2] = "h.{i}.ln_mlp"
    } else if try isNew || file.flag("parallel_attn", or: true) {
      config.residual = .parallelSharingNorm
    }
    return ModelSpec(
      config: config,
      layout: WeightLayout(
        names: names, optionalPrefixes: ["transformer."],
        fusedOrder: isNew || !isMultiQuery ? .byKeyHead : .byRole))
  }

  static func falcon(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "FalconForCausalLM").withoutGate(.gelu)
    model.config.residual = .parallelSharingNorm
    if file.has("blk.0.attn_norm_2") {
      model.config.residual = .parallel
      model.layout.names[.norm1] = "blk.{i}.attn_norm_2"
      model.layout.names[.norm2] = "blk.{i}.attn_norm"
    }
    return model
  }
}
