import Formats
import Tensors

extension ModelFamily {
  /// GPT-J (EleutherAI, 2021): partial rotation, parallel sublayers under one LayerNorm.
  static let gptJ = ModelFamily(
    "GPT-J", ["GPTJForCausalLM"], ["gptj": ModelSpec.gptJ],
    defaults: [
      "gptj": #"""
      {"n_embd": 4096, "n_layer": 28, "n_head": 16, "rotary_dim": 64,
      "activation_function": "gelu_new", "layer_norm_epsilon": 1e-05,
      "tie_word_embeddings": false, "vocab_size": 50400, "n_positions": 2048}
      """#
    ],
    otherKeys: [
      "gptj": [
        "hidden_size": "n_embd", "max_position_embeddings": "n_positions",
        "num_attention_heads": "n_head", "num_hidden_layers": "n_layer",
      ]
    ])
}

extension ModelSpec {
  /// Adjacent elements turn; both sublayers read the block's input through one norm.
  static func gptJ(_ file: ConfigReader) throws -> ModelSpec {
    let (width, heads) = (try file.size("n_embd"), try file.size("n_head"))
    let headWidth = try file.headWidth(of: width, heads: heads)
    let rotary = Rotary(
      width: try file.size("rotary_dim", or: headWidth), base: 10_000, pairs: .adjacent)
    var config = ModelConfig(
      name: "", architecture: "GPTJForCausalLM",
      layers: try file.layers("n_layer"), width: width, heads: heads, keyValueHeads: heads,
      headWidth: headWidth, hiddenWidth: try file.size("n_inner", or: 4 * width),
      vocabularySize: try file.size("vocab_size"), contextLength: try file.size("n_positions"),
      norm: .layer, epsilon: Float(try file.number("layer_norm_epsilon", or: 1e-5)),
      position: .rotary(rotary),
      activation: try file.activation("activation_function", or: "gelu_new"), isGated: false,
      scoreScale: 1 / Float(headWidth).squareRoot(),
      tiesEmbedding: try file.flag("tie_word_embeddings", or: false))
    config.residual = .parallelSharingNorm
    return ModelSpec(
      config: config,
      layout: WeightLayout(
        names: [
          .embedding: "wte", .finalNorm: "ln_f", .norm1: "h.{i}.ln_1",
          .query: "h.{i}.attn.q_proj", .key: "h.{i}.attn.k_proj", .value: "h.{i}.attn.v_proj",
          .output: "h.{i}.attn.out_proj", .up: "h.{i}.mlp.fc_in", .down: "h.{i}.mlp.fc_out",
          .unembedding: "lm_head",
        ],
        optionalPrefixes: ["transformer."]))
  }
}
