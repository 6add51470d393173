import Formats
import Tensors

extension ModelFamily {
  /// Kimi Linear (Moonshot AI, 2025): delta-rule layers between layers of latent attention.
  static let kimiLinear = ModelFamily(
    "Kimi Linear", ["KimiLinearForCausalLM"],
    ["kimi_linear": ModelSpec.kimiLinear],
    gguf: ["kimi-linear": ModelSpec.kimiLinear],
    defaults: [
      "kimi_linear": #"""
      {"hidden_act": "silu", "hidden_size": 2304, "intermediate_size": 9216,
      "kv_lora_rank": 512, "linear_conv_kernel_dim": 4, "moe_intermediate_size": 1024,
      "num_attention_heads": 32, "num_hidden_layers": 27, "num_key_value_heads": 32,
      "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "rms_norm_eps": 1e-05,
      "routed_scaling_factor": 2.446, "tie_word_embeddings": false, "topk_group": 1,
      "v_head_dim": 128, "vocab_size": 163840}
      """#
    ])
}

extension ModelSpec {
  static func kimiLinear(_ file: ConfigReader) throws -> ModelSpec {
    guard let linear = try file.object("linear_attn_config") else {
      throw ModelError(.badFile, "\(file.path): 'linear_attn_config' is missing")
    }
    var model = try latentAttention(
      file.assuming([
        "max_position_embeddings": .integer(try file.size("model_max_length", or: 4096))
      ]))
    let layers = model.config.layers
    let attention = Set(try linear.integers("full_attn_layers"))  // counted from 1
    linear.knows("kda_layers")
    model.config.mixers = (0..<layers).map { attention.contains($0 + 1) ? .attention : .deltaRule }
    model.config.unrotatedLayers = Set(0..<layers)
    let (heads, width) = (try linear.size("num_heads"), try linear.size("head_dim"))
    model.config.deltaRule = ModelConfig.DeltaRule(
      keyHeads: heads, valueHeads: heads, keyWidth: width, valueWidth: width,
      kernel: try linear.size("short_conv_kernel_size", or: 4), forgetsByRow: true,
      gate: .sigmoid)
    try model.addDeepSeekExperts(file)
    let attended = "layers.{i}.self_attn"
    model.layout.names.merge(deltaNames(attended)) { $1 }
    model.layout.names.merge(mixtralExpertNames) { $1 }
    model.layout.names.merge(
      sharedExpertNames("layers.{i}.block_sparse_moe.shared_experts")
    ) { $1 }
    model.layout.names.merge([
      .mixer(.decayInner): attended + ".f_a_proj", .mixer(.decay): attended + ".f_b_proj",
      .mixer(.gateInner): attended + ".g_a_proj", .mixer(.gate): attended + ".g_b_proj",
      .routerBias: "layers.{i}.block_sparse_moe.gate.e_score_correction_bias",
    ]) { $1 }
    return model
  }

  static func kimiLinear(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try deepSeek2(file)
    model.config.architecture = "KimiLinearForCausalLM"
    let (layers, heads) = (model.config.layers, model.config.heads)
    model.takeAttentionLayers(try file.counts("attention.head_count_kv"), .deltaRule)
    model.config.unrotatedLayers = Set(0..<layers)
    model.config.experts?.router.scores = .sigmoid
    model.config.experts?.router.judgesGroups = .bestTwo
    model.config.experts?.normalizesShares = true
    let width = try file.size("kda.head_dim")
    model.config.deltaRule = ModelConfig.DeltaRule(
      keyHeads: heads, valueHeads: heads, keyWidth: width, valueWidth: width,
      kernel: try file.size("ssm.conv_kernel"), forgetsByRow: true, gate: .sigmoid)
    model.layout.storesNegativeRates = true
    model.layout.names.merge([
      .mixer(.query): "blk.{i}.attn_q", .mixer(.key): "blk.{i}.attn_k",
      .mixer(.value): "blk.{i}.attn_v", .mixer(.queryConvolution): "blk.{i}.ssm_conv1d_q",
      .mixer(.keyConvolution): "blk.{i}.ssm_conv1d_k",
      .mixer(.valueConvolution): "blk.{i}.ssm_conv1d_v", .mixer(.strength): "blk.{i}.ssm_beta",
      .mixer(.decayInner): "blk.{i}.ssm_f_a", .mixer(.decay): "blk.{i}.ssm_f_b",
      .mixer(.gateInner): "blk.{i}.ssm_g_a", .mixer(.gate): "blk.{i}.ssm_g_b",
      .mixer(.rate): "blk.{i}.ssm_a", .mixer(.rateBias): "blk.{i}.ssm_dt",
      .mixer(.norm): "blk.{i}.ssm_norm", .mixer(.output): "blk.{i}.attn_output",
    ]) { $1 }
    return model
  }
}
