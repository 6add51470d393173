import Formats
import Tensors

extension ModelFamily {
  /// GPT-2 (Radford et al., 2019): learned places, LayerNorm, fused attention weights, gelu; and SantaCoder, the same with one
  /// key head, whose queries have a matrix of their own.
  static let gpt2 = ModelFamily(
    "GPT-2, SantaCoder", ["GPT2LMHeadModel", "GPT2LMHeadCustomModel"], ["gpt2": ModelSpec.gpt2],
    gguf: ["gpt2": ModelSpec.gpt2],
    defaults: [
      "gpt2": #"""
      {"n_embd": 768, "n_layer": 12, "n_head": 12, "activation_function": "gelu_new",
      "layer_norm_epsilon": 1e-05, "scale_attn_weights": true,
      "scale_attn_by_inverse_layer_idx": false, "tie_word_embeddings": true,
      "vocab_size": 50257, "n_positions": 1024}
      """#
    ],
    otherKeys: [
      "gpt2": [
        "hidden_size": "n_embd", "max_position_embeddings": "n_positions",
        "num_attention_heads": "n_head", "num_hidden_layers": "n_layer",
      ]
    ])
}

extension ModelSpec {
  static func gpt2(_ file: ConfigReader) throws -> ModelSpec {
    let (width, heads) = (try file.size("n_embd"), try file.size("n_head"))
    let headWidth = try file.headWidth(of: width, heads: heads)
    try file.require("scale_attn_weights", true)
    var config = ModelConfig(
      name: "", architecture: try file.architecture(or: "GPT2LMHeadModel"),
      layers: try file.layers("n_layer"), width: width, heads: heads, keyValueHeads: heads,
      headWidth: headWidth, hiddenWidth: try file.size("n_inner", or: 4 * width),
      vocabularySize: try file.size("vocab_size"),
      contextLength: try file.size("n_positions", "n_ctx"),
      norm: .layer, epsilon: Float(try file.number("layer_norm_epsilon", or: 1e-5)),
      position: .learned(firstRow: 0),
      activation: try file.activation("activation_function", or: "gelu_new"), isGated: false,
      scoreScale: 1 / Float(headWidth).squareRoot(),
      tiesEmbedding: try file.flag("tie_word_embeddings", or: true))
    config.dividesScoresByLayer = try file.flag("scale_attn_by_inverse_layer_idx", or: false)
    var names = gpt2Names
    if try file.text("attention_head_type", or: "multihead") == "multiquery" {
      config.keyValueHeads = 1
      names[.queryKeyValue] = nil
      names[.query] = "h.{i}.attn.q_attn"
      names[.keyValue] = "h.{i}.attn.kv_attn"
    }
    return ModelSpec(
      config: config,
      layout: WeightLayout(
        names: names,
        optionalPrefixes: ["transformer."], isInputsByOutputs: true))
  }

  static func gpt2(_ file: GGUFConfigReader) throws -> ModelSpec {
    try decoder(file, "GPT2LMHeadModel").withoutGate(.geluTanh)
  }

  /// The names of GPT-2's tensors.
  static var gpt2Names: [WeightRole: String] {
    [
      .embedding: "wte", .positionEmbedding: "wpe", .finalNorm: "ln_f",
      .norm1: "h.{i}.ln_1", .norm2: "h.{i}.ln_2",
      .queryKeyValue: "h.{i}.attn.c_attn", .output: "h.{i}.attn.c_proj",
      .up: "h.{i}.mlp.c_fc", .down: "h.{i}.mlp.c_proj", .unembedding: "lm_head",
    ]
  }
}
