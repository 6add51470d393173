import Formats
import Foundation
import Tensors

extension ModelFamily {
  /// BLOOM (2022): scores fall with distance instead of places that are learned or turn.
  static let bloom = ModelFamily(
    "BLOOM", ["BloomForCausalLM"], ["bloom": ModelSpec.bloom], gguf: ["bloom": ModelSpec.bloom],
    defaults: [
      "bloom": #"""
      {"hidden_size": 64, "n_layer": 2, "n_head": 8, "layer_norm_epsilon": 1e-05,
      "apply_residual_connection_post_layernorm": false, "tie_word_embeddings": true,
      "vocab_size": 250880}
      """#
    ],
    otherKeys: ["bloom": ["num_hidden_layers": "n_layer", "num_attention_heads": "n_head"]],
    immaterialKeys: [
      "bloom": """
      slow_but_exact skip_bias_add skip_bias_add_qkv offset_alibi masked_softmax_fusion
      bias_dropout_fusion
      """
    ],
    asTransformerLens: [
      "BloomForCausalLM": { model, _ in
        // One series of slopes, whether or not the number of heads is a power of two.
        let heads = model.config.heads
        model.config.position = .alibi(
          slopes: (1...heads).map { Float(pow(2, -8 * Double($0) / Double(heads))) })
      }
    ])
}

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

  static func bloom(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "BloomForCausalLM").withoutGate(.geluTanh)
    model.config.position = .alibi(slopes: alibiSlopes(heads: model.config.heads))
    model.config.normalizesEmbedding = true
    model.config.prependsBOS = false
    model.layout.names[.embeddingNorm] = "token_embd_norm"
    return model
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
}
