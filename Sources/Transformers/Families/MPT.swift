import Formats
import Foundation
import Tensors

extension ModelFamily {
  /// MPT (MosaicML, 2023): scores fall with distance, by slopes whose steepest the file gives.
  static let mpt = ModelFamily(
    "MPT", ["MptForCausalLM"], ["mpt": ModelSpec.mpt], gguf: ["mpt": ModelSpec.mpt],
    defaults: [
      "mpt": #"""
      {"d_model": 2048, "n_heads": 16, "n_layers": 24, "expansion_ratio": 4,
      "max_seq_len": 2048, "layer_norm_epsilon": 1e-05, "tie_word_embeddings": true,
      "vocab_size": 50368}
      """#
    ],
    otherKeys: [
      "mpt": [
        "hidden_size": "d_model", "num_attention_heads": "n_heads", "num_hidden_layers": "n_layers",
      ]
    ],
    immaterialKeys: [
      "mpt": """
      attn_type tie_word_embeddings embedding_fraction learned_pos_emb norm_type init_config
      fc_type
      """
    ])
}

extension ModelSpec {
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

  static func mpt(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "MptForCausalLM").withoutGate(.gelu)
    let steepest = file.number("attention.max_alibi_bias", or: 8)
    guard steepest > 0, !file.has("position_embd"), !file.has("blk.0.attn_q_norm") else {
      throw ModelError(.badFile, "\(file.path): only MPT models with ALiBi are supported")
    }
    model.config.position = .alibi(
      slopes: mptSlopes(heads: model.config.heads, steepest: steepest))
    return model
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
