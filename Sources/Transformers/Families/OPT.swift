import Formats
import Tensors

extension ModelFamily {
  /// OPT (Zhang et al., 2022): GPT-2's graph with relu, and a table of places that begins two rows late.
  static let opt = ModelFamily(
    "OPT", ["OPTForCausalLM"], ["opt": ModelSpec.opt],
    defaults: [
      "opt": #"""
      {"hidden_size": 768, "num_hidden_layers": 12, "ffn_dim": 3072,
      "max_position_embeddings": 2048, "do_layer_norm_before": true,
      "_remove_final_layer_norm": false, "num_attention_heads": 12,
      "activation_function": "relu", "tie_word_embeddings": true, "vocab_size": 50272}
      """#
    ])
}

extension ModelSpec {
  static func opt(_ file: ConfigReader) throws -> ModelSpec {
    try file.require("layer_norm_elementwise_affine", true)
    try file.require("_remove_final_layer_norm", false)
    let (width, heads) = (try file.size("hidden_size"), try file.size("num_attention_heads"))
    let headWidth = try file.headWidth(of: width, heads: heads)
    var model = ModelSpec(
      config: ModelConfig(
        name: "", architecture: "OPTForCausalLM",
        layers: try file.layers("num_hidden_layers"), width: width, heads: heads,
        keyValueHeads: heads, headWidth: headWidth, hiddenWidth: try file.size("ffn_dim"),
        vocabularySize: try file.size("vocab_size"),
        contextLength: try file.size("max_position_embeddings"),
        norm: .layer, epsilon: 1e-5, position: .learned(firstRow: 2),
        activation: try file.activation("activation_function", or: "relu"), isGated: false,
        scoreScale: 1 / Float(headWidth).squareRoot(),
        tiesEmbedding: try file.flag("tie_word_embeddings", or: true)),
      layout: WeightLayout(
        names: [
          .embedding: "embed_tokens", .positionEmbedding: "embed_positions",
          .finalNorm: "final_layer_norm", .norm1: "layers.{i}.self_attn_layer_norm",
          .norm2: "layers.{i}.final_layer_norm", .query: "layers.{i}.self_attn.q_proj",
          .key: "layers.{i}.self_attn.k_proj", .value: "layers.{i}.self_attn.v_proj",
          .output: "layers.{i}.self_attn.out_proj", .up: "layers.{i}.fc1",
          .down: "layers.{i}.fc2", .unembedding: "lm_head",
        ],
        optionalPrefixes: ["model.decoder.", "decoder.", "model."]))
    let tableWidth = try file.size("word_embed_proj_dim", or: width)
    if tableWidth != width {
      model.config.embeddingWidth = tableWidth
      model.layout.names[.embeddingMap] = "project_in"
      model.layout.names[.unembeddingMap] = "project_out"
    }
    // OPT-350m alone has its norms on sums, and none behind the last block.
    if try !file.flag("do_layer_norm_before", or: true) {
      model.config.normPlacement = .onSum
      model.config.hasFinalNorm = false
    }
    return model
  }
}
