import Formats
import Tensors

extension ModelFamily {
  /// gpt-oss (OpenAI, 2025): Llama with sinks, windows in every other layer, and experts.
  static let gptOSS = ModelFamily(
    "gpt-oss", ["GptOssForCausalLM"], ["gpt_oss": ModelSpec.gptOSS],
    gguf: ["gpt-oss": ModelSpec.gptOSS, "gptoss": ModelSpec.gptOSS],
    defaults: [
      "gpt_oss": #"""
      {"num_hidden_layers": 36, "num_local_experts": 128, "hidden_size": 2880,
      "intermediate_size": 2880, "head_dim": 64, "num_attention_heads": 64,
      "num_key_value_heads": 8, "sliding_window": 128, "rope_theta": 150000.0,
      "tie_word_embeddings": false, "hidden_act": "silu", "max_position_embeddings": 131072,
      "rms_norm_eps": 1e-05, "num_experts_per_tok": 4,
      "rope_scaling": {"rope_type": "yarn", "factor": 32.0, "beta_fast": 32.0, "beta_slow": 1.0, "truncate": false, "original_max_position_embeddings": 4096},
      "vocab_size": 201088}
      """#
    ],
    asTransformerLens: [
      "GptOssForCausalLM": { model, _ in
        model.config.windows = []
        model.config.hasSinks = false
        model.changeRotary { $0.scaling = .none }
      }
    ])
}

extension ModelSpec {
  static func gptOSS(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    if !file.hasLayerTypes, let window = try file.optionalSize("sliding_window") {
      model.config.windows = (0..<model.config.layers).map { $0 % 2 == 0 ? window : nil }
    }
    try file.require("swiglu_alpha", 1.702)
    try file.require("swiglu_limit", 7)
    model.config.hasSinks = true
    model.config.experts = ModelConfig.Experts(
      count: try file.size("num_local_experts"),
      perToken: try file.size("num_experts_per_tok", "experts_per_token"), normalizesShares: true,
      isClamped: true)
    model.layout.names.merge([
      .sinks: "layers.{i}.self_attn.sinks", .router: "layers.{i}.mlp.router",
      .stackedGateUp: "layers.{i}.mlp.experts.gate_up_proj",
      .stackedDown: "layers.{i}.mlp.experts.down_proj",
    ]) { $1 }
    return model
  }

  static func gptOSS(_ file: GGUFConfigReader) throws -> ModelSpec {
    guard !file.has("blk.0.attn_out") else {
      throw ModelError(
        .badFile,
        "\(file.path): is gpt-oss with Ollama's own tensors, which are not read; files that llama.cpp's converter wrote are"
      )
    }
    var model = try decoder(file, "GptOssForCausalLM")
    model.config.windows = try file.windows(layers: model.config.layers, period: 2)
    model.config.hasSinks = true
    model.config.experts?.isClamped = true
    if var rotary = model.config.rotary, case .yarn(var yarn) = rotary.scaling {
      // Metadata has no place for it; the published checkpoints don't round the ramp's ends.
      yarn.truncates = false
      rotary.scaling = .yarn(yarn)
      model.config.position = .rotary(rotary)
    }
    model.layout.names[.norm2] = "blk.{i}.post_attention_norm"
    model.layout.names[.sinks] = "blk.{i}.attn_sinks"
    return model
  }
}
