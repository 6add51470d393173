import Formats
import Foundation
import Tensors

/// BLOOM (2022) and MPT (2023): scores fall with distance instead of places that are learned or turn.
extension ModelSpec {
  static func bloom(_ file: ConfigReader) throws -> ModelSpec {
    try file.require("apply_residual_connection_post_layernorm", false)
    let (width, heads) = (
      try file.size("hidden_size", "n_embed"), try file.size("n_head", "num_attention_heads")
    )
    let headWidth = try file.headWidth(of: width, heads: heads)
    var config = ModelConfig(
      name: "", architecture: "BloomForCausalLM",
      layers: try file.layers("n_layer", "num_hidden_layers"), width: width, heads: heads,
      keyValueHeads: heads, headWidth: headWidth, hiddenWidth: 4 * width,
      vocabularySize: try file.size("vocab_size"),
      contextLength: try file.size("seq_length", or: 2048),
      norm: .layer, epsilon: Float(try file.number("layer_norm_epsilon", or: 1e-5)),
      position: .alibi(slopes: alibiSlopes(heads: heads)), activation: .geluTanh, isGated: false,
      scoreScale: 1 / Float(headWidth).squareRoot(),
      tiesEmbedding: try file.flag("tie_word_embeddings", or: true))
    config.normalizesEmbedding = true
    config.prependsBOS = false
    return ModelSpec(
      config: config,
      layout: WeightLayout(
        names: [
          .embedding: "word_embeddings", .embeddingNorm: "word_embeddings_layernorm",
          .finalNorm: "ln_f", .norm1: "h.{i}.input_layernorm",
          .norm2: "h.{i}.post_attention_layernorm",
          .queryKeyValue: "h.{i}.self_attention.query_key_value",
          .output: "h.{i}.self_attention.dense", .up: "h.{i}.mlp.dense_h_to_4h",
          .down: "h.{i}.mlp.dense_4h_to_h", .unembedding: "lm_head",
        ],
        optionalPrefixes: ["transformer."], fusedOrder: .byKeyHead))
  }

  static func mpt(_ file: ConfigReader) throws -> ModelSpec {
    let (width, heads) = (try file.size("d_model"), try file.size("n_heads"))
    let headWidth = try file.headWidth(of: width, heads: heads)
    guard let attention = try file.object("attn_config") else {
      throw ModelError(.badFile, "\(file.path): 'attn_config' is missing")
    }
    try attention.require("alibi", true)
    try attention.require("qk_ln", false)
    try attention.require("prefix_lm", false)
    try attention.require("attn_uses_sequence_id", false)
    guard try file.optionalNumber(["logit_scale"]) == nil else {
      throw ModelError(.badFile, "\(file.path): 'logit_scale' is not supported")
    }
    let scale = try attention.optionalNumber(["softmax_scale"])
    let steepest = try attention.number("alibi_bias_max", or: 8)
    var config = ModelConfig(
      name: "", architecture: "MptForCausalLM",
      layers: try file.layers("n_layers"), width: width, heads: heads, keyValueHeads: heads,
      headWidth: headWidth, hiddenWidth: try file.size("expansion_ratio", or: 4) * width,
      vocabularySize: try file.size("vocab_size"), contextLength: try file.size("max_seq_len"),
      norm: .layer, epsilon: Float(try file.number("layer_norm_epsilon", or: 1e-5)),
      position: .alibi(slopes: mptSlopes(heads: heads, steepest: steepest)), activation: .gelu,
      isGated: false, scoreScale: scale.map { Float($0) } ?? 1 / Float(headWidth).squareRoot(),
      tiesEmbedding: try file.flag("tie_word_embeddings", or: true))
    config.projectionLimit = try attention.optionalNumber(["clip_qkv"]).map { Float($0) }
    return ModelSpec(
      config: config,
      layout: WeightLayout(
        names: [
          .embedding: "wte", .finalNorm: "norm_f", .norm1: "blocks.{i}.norm_1",
          .norm2: "blocks.{i}.norm_2", .queryKeyValue: "blocks.{i}.attn.Wqkv",
          .output: "blocks.{i}.attn.out_proj", .up: "blocks.{i}.ffn.up_proj",
          .down: "blocks.{i}.ffn.down_proj", .unembedding: "lm_head",
        ],
        optionalPrefixes: ["transformer."]))
  }

  /// The slopes of ALiBi: 2^(-8k/n) for a power of two of heads; for other numbers those of the next lower
  /// power, then every other one of the next higher.
  static func alibiSlopes(heads: Int) -> [Float] {
    func series(_ count: Int) -> [Float] {
      (1...count).map { Float(pow(2, -8 * Double($0) / Double(count))) }
    }
    let power = 1 << (heads.bitWidth - 1 - heads.leadingZeroBitCount)
    let between = series(2 * power).enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    return series(power) + between.prefix(heads - power)
  }

  /// MPT's order for numbers of heads that are no power of two: every other slope of the next higher one first.
  static func mptSlopes(heads: Int, steepest: Double) -> [Float] {
    var power = 1
    while power < heads { power *= 2 }
    let all = (1...power).map { Float(pow(2, -steepest * Double($0) / Double(power))) }
    guard power > heads else { return all }
    let odd = all.indices.filter { $0 % 2 == 1 }.map { all[$0] }
    let even = all.indices.filter { $0 % 2 == 0 }.map { all[$0] }
    return Array((odd + even).prefix(heads))
  }
}
