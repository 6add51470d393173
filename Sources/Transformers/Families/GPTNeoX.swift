import Formats
import Tensors

extension ModelFamily {
  /// GPT-NeoX and Pythia (Black et al., 2022; Biderman et al., 2023): partial rotation, parallel sublayers.
  static let gptNeoX = ModelFamily(
    "GPT-NeoX, Pythia", ["GPTNeoXForCausalLM"], ["gpt_neox": ModelSpec.gptNeoX],
    gguf: ["gptneox": ModelSpec.gptNeoX],
    defaults: [
      "gpt_neox": #"""
      {"hidden_size": 6144, "num_hidden_layers": 44, "num_attention_heads": 64,
      "intermediate_size": 24576, "hidden_act": "gelu", "rotary_pct": 0.25,
      "rotary_emb_base": 10000, "max_position_embeddings": 2048, "layer_norm_eps": 1e-05,
      "tie_word_embeddings": false, "use_parallel_residual": true, "vocab_size": 50432}
      """#
    ])
}

extension ModelSpec {
  static func gptNeoX(_ file: ConfigReader) throws -> ModelSpec {
    let (width, heads) = (try file.size("hidden_size"), try file.size("num_attention_heads"))
    let headWidth = try file.headWidth(of: width, heads: heads)
    let context = try file.size("max_position_embeddings")
    let rotary = try file.rotary(
      headWidth: headWidth, share: try file.number("rotary_pct", "partial_rotary_factor", or: 0.25),
      contextLength: context)
    var config = ModelConfig(
      name: "", architecture: "GPTNeoXForCausalLM",
      layers: try file.layers("num_hidden_layers"), width: width, heads: heads,
      keyValueHeads: heads, headWidth: headWidth,
      hiddenWidth: try file.size("intermediate_size"),
      vocabularySize: try file.size("vocab_size"), contextLength: context,
      norm: .layer, epsilon: Float(try file.number("layer_norm_eps", or: 1e-5)),
      position: .rotary(rotary), activation: try file.activation("hidden_act", or: "gelu"),
      isGated: false, scoreScale: 1 / Float(headWidth).squareRoot(),
      tiesEmbedding: try file.flag("tie_word_embeddings", or: false))
    config.residual =
      try file.flag("use_parallel_residual", or: true) ? .parallel : .sequential
    return ModelSpec(
      config: config,
      layout: WeightLayout(
        names: [
          .embedding: "embed_in", .finalNorm: "final_layer_norm",
          .norm1: "layers.{i}.input_layernorm", .norm2: "layers.{i}.post_attention_layernorm",
          .queryKeyValue: "layers.{i}.attention.query_key_value",
          .output: "layers.{i}.attention.dense",
          .up: "layers.{i}.mlp.dense_h_to_4h", .down: "layers.{i}.mlp.dense_4h_to_h",
          .unembedding: "embed_out",
        ],
        optionalPrefixes: ["gpt_neox."], fusedOrder: .byKeyHead))
  }

  static func gptNeoX(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "GPTNeoXForCausalLM").withoutGate(.gelu)
    model.config.residual = file.flag("use_parallel_residual", or: true) ? .parallel : .sequential
    return model
  }
}
