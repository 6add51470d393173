import Formats
import Tensors

extension ModelFamily {
  /// Apertus (Swiss AI, 2025): Llama with normalised heads and the activation xIELU.
  static let apertus = ModelFamily(
    "Apertus", ["ApertusForCausalLM"], ["apertus": ModelSpec.apertus],
    gguf: ["apertus": ModelSpec.apertus],
    defaults: [
      "apertus": #"""
      {"hidden_size": 4096, "intermediate_size": 14336, "num_hidden_layers": 32,
      "num_attention_heads": 32, "hidden_act": "xielu", "max_position_embeddings": 65536,
      "rms_norm_eps": 1e-05, "tie_word_embeddings": false, "rope_theta": 12000000.0,
      "rope_scaling": {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0,
      "high_freq_factor": 4.0, "original_max_position_embeddings": 8192},
      "vocab_size": 131072}
      """#
    ],
    asTransformerLens: [
      "ApertusForCausalLM": { model, fields in
        // Queries and keys are normalised only where the configuration says so.
        guard let fields, fields["qk_norm"]?.boolValue != true else { return }
        model.config.queryKeyNorm = .none
        (model.layout.names[.queryNorm], model.layout.names[.keyNorm]) = (nil, nil)
      }
    ])
}

extension ModelSpec {
  static func apertus(_ file: ConfigReader) throws -> ModelSpec {
    // The function, xIELU, comes with slopes of its own in the weights.
    var model = try llama(file.ignoring("hidden_act"))
    model.config.isGated = false
    model.normalizeHeads()
    model.layout.names.merge([
      .norm1: "layers.{i}.attention_layernorm", .norm2: "layers.{i}.feedforward_layernorm",
      .activationPositive: "layers.{i}.mlp.act_fn.alpha_p",
      .activationNegative: "layers.{i}.mlp.act_fn.alpha_n",
      .activationBeta: "layers.{i}.mlp.act_fn.beta",
      .activationEpsilon: "layers.{i}.mlp.act_fn.eps",
    ]) { $1 }
    return model
  }

  static func apertus(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "ApertusForCausalLM")
    model.config.isGated = false
    model.normalizeProjections(.perHead)
    let layers = model.config.layers
    model.layout.curves = zip(
      zip(
        try file.numbers("xielu.alpha_p", layers: layers),
        try file.numbers("xielu.alpha_n", layers: layers)),
      zip(
        try file.numbers("xielu.beta", layers: layers, or: XIELU.usual.beta),
        try file.numbers("xielu.eps", layers: layers, or: XIELU.usual.epsilon))
    ).map { slopes, constants in
      XIELU(
        positive: slopes.0, negative: slopes.1, beta: constants.0, epsilon: constants.1)
    }
    return model
  }
}
