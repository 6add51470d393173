import Formats
import Tensors

/// Llama 1 to 3.3 and what shares their graph (SmolLM2, Yi): full rotation, RMSNorm, shared key heads, gated silu.
///
/// Its parser is the base of its relatives': each reads a Llama and changes the axes that differ.
extension Family {
  static func llama(_ file: ConfigReader) throws -> Family {
    let (width, heads) = (try file.size("hidden_size"), try file.size("num_attention_heads"))
    let headWidth = try file.size("head_dim", or: max(1, width / heads))
    let context = try file.size("max_position_embeddings")
    let rotary = try file.rotary(
      headWidth: headWidth, share: try file.number("partial_rotary_factor", or: 1),
      contextLength: context)
    var config = ModelConfig(
      name: "", architecture: try file.architecture(or: "LlamaForCausalLM"),
      layers: try file.size("num_hidden_layers"), width: width, heads: heads,
      keyValueHeads: try file.size("num_key_value_heads", or: heads), headWidth: headWidth,
      hiddenWidth: try file.size("intermediate_size"),
      vocabularySize: try file.size("vocab_size"), contextLength: context,
      norm: .rootMeanSquare, epsilon: Float(try file.number("rms_norm_eps", or: 1e-6)),
      position: .rotary(rotary),
      activation: try file.activation("hidden_activation", "hidden_act", or: "silu"),
      isGated: true, scoreScale: 1 / Float(headWidth).squareRoot(),
      tiesEmbedding: try file.flag("tie_word_embeddings", or: false))
    config.windows = try file.windows(layers: config.layers)
    return Family(
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

  static func llama(_ file: GGUFConfigReader) throws -> Family {
    if file.file.tensors["blk.0.ffn_gate_inp.weight"] != nil {
      throw ModelError(.badFile, "\(file.file.path): mixtures of experts are not supported in GGUF")
    }
    let (width, heads) = (
      try file.size("embedding_length"), try file.size("attention.head_count")
    )
    let headWidth = try file.size("attention.key_length", or: max(1, width / heads))
    let context = try file.size("context_length")
    var rotary = Rotary(
      width: try file.size("rope.dimension_count", or: headWidth),
      base: file.number("rope.freq_base", or: 10_000))
    rotary.scaling = try file.rotaryScaling(rotary: rotary, contextLength: context)
    return Family(
      config: ModelConfig(
        name: "", architecture: "LlamaForCausalLM",
        layers: try file.size("block_count"), width: width, heads: heads,
        keyValueHeads: try file.size("attention.head_count_kv", or: heads),
        headWidth: headWidth, hiddenWidth: try file.size("feed_forward_length"),
        vocabularySize: try file.vocabularySize(), contextLength: context,
        norm: .rootMeanSquare,
        epsilon: Float(file.number("attention.layer_norm_rms_epsilon", or: 1e-6)),
        position: .rotary(rotary), activation: .silu, isGated: true,
        scoreScale: 1 / Float(headWidth).squareRoot(),
        tiesEmbedding: file.file.tensors["output.weight"] == nil),
      layout: WeightLayout(names: file.names, interleavesRotaryRows: true))
  }
}

extension GGUFConfigReader {
  /// The scaling of frequencies, from metadata or from the tensor of divisors that llama3's scaling becomes.
  func rotaryScaling(rotary: Rotary, contextLength: Int) throws -> Rotary.Scaling {
    if let divisors = file.tensors["rope_freqs.weight"] {
      guard divisors.shape == [rotary.width / 2] else {
        throw ModelError(
          .badFile,
          "\(file.path): 'rope_freqs.weight' is \(divisors.shape); expected [\(rotary.width / 2)]")
      }
      return .divisors(try divisors.widened().array)
    }
    let factor = number("rope.scaling.factor", or: 1)
    switch text("rope.scaling.type") ?? "none" {
    case "none": return .none
    case "linear": return .linear(factor: factor)
    case "yarn":
      let context = try size("rope.scaling.original_context_length", or: contextLength)
      var yarn = Rotary.YaRN(factor: factor, context: context)
      yarn.betaFast = number("rope.scaling.yarn_beta_fast", or: 32)
      yarn.betaSlow = number("rope.scaling.yarn_beta_slow", or: 1)
      return .yarn(yarn)
    case let kind:
      throw ModelError(
        .badFile,
        "\(file.path): rope scaling '\(kind)' is not supported; none, linear and yarn are")
    }
  }
}
