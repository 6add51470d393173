import Formats
import Tensors

extension ModelFamily {
  /// Llama 1 to 3.3 and what shares their graph (SmolLM2, Yi): full rotation, RMSNorm, shared key heads, gated silu.
  ///
  /// Its parser is the base of its relatives': each reads a Llama and changes the axes that differ.
  static let llama = ModelFamily(
    "Llama 1-3.3, SmolLM, Yi", ["LlamaForCausalLM"], ["llama": ModelSpec.llama],
    gguf: ["llama": ModelSpec.llama],
    defaults: [
      "llama": #"""
      {"hidden_size": 4096, "intermediate_size": 11008, "num_hidden_layers": 32,
      "num_attention_heads": 32, "hidden_act": "silu", "max_position_embeddings": 2048,
      "rms_norm_eps": 1e-06, "tie_word_embeddings": false, "rope_theta": 10000.0,
      "vocab_size": 32000}
      """#
    ],
    immaterialKeys: [
      "llama": "is_llama_config rope_interleaved"
    ],
    asTransformerLens: [
      "LlamaForCausalLM": { model, _ in
        if model.isYi { model.changeRotary { $0.base = 10_000 } }
      }
    ])
}

extension ModelSpec {
  static func llama(_ file: ConfigReader) throws -> ModelSpec { try llama(file, rotaryShare: 1) }

  static func llama(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "LlamaForCausalLM")
    // The converter sorts rows of queries and keys so that neighbours turn together.
    model.layout.interleavesRotaryRows = true
    if file.has("blk.0.attn_q_norm") { model.normalizeProjections(.perHead) }
    if model.config.experts != nil { model.config.architecture = "MixtralForCausalLM" }
    return model
  }

  /// - Parameter share: What part of a head turns, unless the file says.
  static func llama(_ file: ConfigReader, rotaryShare share: Double) throws -> ModelSpec {
    let (width, heads) = (try file.size("hidden_size"), try file.size("num_attention_heads"))
    let headWidth = try file.size("head_dim", or: max(1, width / heads))
    // The first files of Llama 1 say `max_sequence_length`.
    let context = try file.size("max_position_embeddings", "max_sequence_length")
    let rotary = try file.rotary(
      headWidth: headWidth, share: try file.number("partial_rotary_factor", or: share),
      contextLength: context)
    var config = ModelConfig(
      name: "", architecture: try file.architecture(or: "LlamaForCausalLM"),
      layers: try file.layers("num_hidden_layers"), width: width, heads: heads,
      keyValueHeads: try file.size("num_key_value_heads", or: heads), headWidth: headWidth,
      hiddenWidth: try file.size("intermediate_size"),
      vocabularySize: try file.size("vocab_size"), contextLength: context,
      norm: .rootMeanSquare, epsilon: Float(try file.number("rms_norm_eps", or: 1e-6)),
      position: .rotary(rotary),
      activation: try file.activation("hidden_activation", "hidden_act", or: "silu"),
      isGated: true, scoreScale: 1 / Float(headWidth).squareRoot(),
      tiesEmbedding: try file.flag("tie_word_embeddings", or: false))
    config.windows = try file.windows(layers: config.layers)
    return ModelSpec(
      config: config,
      layout: WeightLayout(
        names: [
          .embedding: "embed_tokens", .finalNorm: "norm",
          .norm1: "layers.{i}.input_layernorm", .norm2: "layers.{i}.post_attention_layernorm",
          .query: "layers.{i}.self_attn.q_proj", .key: "layers.{i}.self_attn.k_proj",
          .value: "layers.{i}.self_attn.v_proj", .output: "layers.{i}.self_attn.o_proj",
          .gate: "layers.{i}.mlp.gate_proj", .up: "layers.{i}.mlp.up_proj",
          .down: "layers.{i}.mlp.down_proj", .unembedding: "lm_head",
        ],
        optionalPrefixes: ["model."]))
  }

  /// Has queries and keys normalised head by head, by norms with the usual names.
  mutating func normalizeHeads() {
    config.queryKeyNorm = .perHead
    layout.names[.queryNorm] = "layers.{i}.self_attn.q_norm"
    layout.names[.keyNorm] = "layers.{i}.self_attn.k_norm"
  }

  /// Whether the model is called Yi, by which TransformerLens knows it.
  fileprivate var isYi: Bool {
    let name = config.name.lowercased().split(separator: "/").last ?? ""
    return name.hasPrefix("yi-") || name.hasPrefix("01-ai-yi-")
  }
}
