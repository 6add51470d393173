import Formats
import Tensors

extension ModelFamily {
  /// Falcon-H1 (TII, 2025): attention and Mamba 2 side by side in every layer.
  static let falconH1 = ModelFamily(
    "Falcon-H1", ["FalconH1ForCausalLM"],
    ["falcon_h1": ModelSpec.falconH1],
    gguf: ["falcon-h1": ModelSpec.falconH1],
    defaults: [
      "falcon_h1": #"""
      {"attention_in_multiplier": 1.0, "attention_out_multiplier": 1.0,
      "embedding_multiplier": 1.0, "hidden_act": "silu", "hidden_size": 4096,
      "intermediate_size": 14336, "key_multiplier": 1.0, "lm_head_multiplier": 1.0,
      "mamba_d_conv": 4, "mamba_d_head": 8, "mamba_d_ssm": 1024, "mamba_d_state": 256,
      "mamba_expand": 2, "mamba_n_groups": 1, "mamba_n_heads": 128, "mamba_norm_before_gate":
      true, "mamba_rms_norm": false, "max_position_embeddings": 8192, "num_attention_heads": 32,
      "num_hidden_layers": 32, "num_key_value_heads": 8, "rms_norm_eps": 1e-05, "rope_theta":
      10000.0, "ssm_in_multiplier": 1.0, "ssm_out_multiplier": 1.0, "tie_word_embeddings":
      false, "time_step_limit": [0.0, {"__float__": "Infinity"}], "vocab_size": 128000}
      """#
    ])
}

extension ModelSpec {
  static func falconH1(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    file.knows("mamba_expand", "mamba_norm_before_gate")
    var axes = try file.mamba(width: model.config.width)
    axes.inputFactor = Float(try file.number("ssm_in_multiplier", or: 1))
    axes.outputFactor = Float(try file.number("ssm_out_multiplier", or: 1))
    axes.factors = try file.numbers("ssm_multipliers", count: 5) ?? axes.factors
    axes.gate =
      try !file.flag("mamba_rms_norm", or: true)
      ? .alone : file.flag("mamba_norm_before_gate", or: true) ? .afterNorm : .beforeNorm
    model.config.stateSpace = axes
    model.config.mixers = Array(
      repeating: .attentionAndStateSpace, count: model.config.layers)
    model.config.attentionFactors = ModelConfig.AttentionFactors(
      input: Float(try file.number("attention_in_multiplier", or: 1)),
      key: Float(try file.number("key_multiplier", or: 1)),
      output: Float(try file.number("attention_out_multiplier", or: 1)))
    model.config.embeddingScale = Float(try file.number("embedding_multiplier", or: 1))
    model.config.logitScale = Float(try file.number("lm_head_multiplier", or: 1))
    if let factors = try file.numbers("mlp_multipliers", count: 2) {
      (model.config.gateFactor, model.config.hiddenFactor) = (factors[0], factors[1])
    }
    model.nameMambaBlocks()
    return model
  }

  static func falconH1(_ file: GGUFConfigReader) throws -> ModelSpec {
    // The converter folds the model's factors into its weights.
    var model = try decoder(file, "FalconH1ForCausalLM")
    model.config.mixers = Array(
      repeating: .attentionAndStateSpace, count: model.config.layers)
    try model.addMamba(file)
    model.config.stateSpace?.gate =
      file.hasTensor("ssm_norm.weight", layers: 1) ? .beforeNorm : .alone
    model.layout.weightSuffixes = [".weight", ""]
    return model
  }
}
