import Formats
import Tensors

extension ModelFamily {
  /// Qwen3-Next, Qwen3.5 and 3.6: linear attention in three of four layers.
  static let qwenHybrid = ModelFamily(
    "Qwen3-Next, Qwen3.5, Qwen3.6",
    [
      "Qwen3NextForCausalLM", "Qwen3_5ForConditionalGeneration", "Qwen3_5ForCausalLM",
      "Qwen3_5MoeForConditionalGeneration", "Qwen3_5MoeForCausalLM",
    ],
    [
      "qwen3_next": ModelSpec.qwen3Next, "qwen3_5_text": ModelSpec.qwen35,
      "qwen3_5_moe_text": ModelSpec.qwen35MoE,
    ],
    gguf: [
      "qwen3next": ModelSpec.qwen3Next, "qwen35": ModelSpec.qwen35, "qwen35moe": ModelSpec.qwen35,
    ],
    defaults: [
      "qwen3_next": #"""
      {"decoder_sparse_step": 1, "head_dim": 256, "hidden_act": "silu",
      "hidden_size": 2048, "intermediate_size": 5632, "linear_conv_kernel_dim": 4,
      "linear_key_head_dim": 128, "linear_num_key_heads": 16, "linear_num_value_heads": 32,
      "linear_value_head_dim": 128, "max_position_embeddings": 32768, "moe_intermediate_size":
      512, "norm_topk_prob": true, "num_attention_heads": 16, "num_experts": 512,
      "num_experts_per_tok": 10, "num_hidden_layers": 48, "num_key_value_heads": 2,
      "rms_norm_eps": 1e-06, "rope_theta": 10000.0, "partial_rotary_factor": 0.25,
      "shared_expert_intermediate_size": 512, "tie_word_embeddings": false, "vocab_size":
      151936}
      """#,
      "qwen3_5_text": #"""
      {"head_dim": 256, "hidden_act": "silu", "hidden_size": 4096,
      "intermediate_size": 12288, "linear_conv_kernel_dim": 4, "linear_key_head_dim": 128,
      "linear_num_key_heads": 16, "linear_num_value_heads": 32, "linear_value_head_dim": 128,
      "max_position_embeddings": 32768, "num_attention_heads": 16, "num_hidden_layers": 32,
      "num_key_value_heads": 4, "rms_norm_eps": 1e-06, "rope_theta": 10000.0,
      "partial_rotary_factor": 0.25, "tie_word_embeddings": false, "vocab_size": 248320}
      """#,
      "qwen3_5_moe_text": #"""
      {"head_dim": 256, "hidden_act": "silu", "hidden_size": 2048,
      "linear_conv_kernel_dim": 4, "linear_key_head_dim": 128, "linear_num_key_heads": 16,
      "linear_num_value_heads": 32, "linear_value_head_dim": 128, "max_position_embeddings":
      32768, "moe_intermediate_size": 512, "num_attention_heads": 16, "num_experts": 256,
      "num_experts_per_tok": 8, "num_hidden_layers": 40, "num_key_value_heads": 2,
      "rms_norm_eps": 1e-06, "rope_theta": 10000.0, "partial_rotary_factor": 0.25,
      "shared_expert_intermediate_size": 512, "tie_word_embeddings": false, "vocab_size":
      248320}
      """#,
    ])
}

extension ModelSpec {
  static func qwen3Next(_ file: ConfigReader) throws -> ModelSpec {
    var model = try qwenHybrid(file)
    try model.addQwenExperts(file)
    model.layout.names.merge([
      .mixer(.queryKeyValueGate): "layers.{i}.linear_attn.in_proj_qkvz",
      .mixer(.strengthDecay): "layers.{i}.linear_attn.in_proj_ba",
    ]) { $1 }
    return model
  }

  static func qwen35(_ file: ConfigReader) throws -> ModelSpec {
    var model = try qwenHybrid(file)
    model.layout.names.merge([
      .mixer(.queryKeyValue): "layers.{i}.linear_attn.in_proj_qkv",
      .mixer(.gate): "layers.{i}.linear_attn.in_proj_z",
      .mixer(.strength): "layers.{i}.linear_attn.in_proj_b",
      .mixer(.decay): "layers.{i}.linear_attn.in_proj_a",
    ]) { $1 }
    return model
  }

  static func qwen35MoE(_ file: ConfigReader) throws -> ModelSpec {
    let file = file.assuming(["intermediate_size": .integer(1), "norm_topk_prob": .bool(true)])
    var model = try qwen35(file)
    try model.addQwenExperts(file)
    return model
  }

  static func qwen3Next(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try qwenHybrid(file, "Qwen3NextForCausalLM")
    model.layout.names[.mixer(.strengthDecay)] = "blk.{i}.ssm_ba"
    return model
  }

  static func qwen35(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try qwenHybrid(
      file,
      file.hasTensor("ffn_gate_inp.weight", layers: 1)
        ? "Qwen3_5MoeForCausalLM" : "Qwen3_5ForCausalLM")
    model.config.deltaRule?.tilesValueHeads = true
    model.layout.names[.mixer(.strength)] = "blk.{i}.ssm_beta"
    model.layout.names[.mixer(.decay)] = "blk.{i}.ssm_alpha"
    return model
  }

  private static func qwenHybrid(
    _ file: GGUFConfigReader, _ architecture: String
  ) throws -> ModelSpec {
    var model = try qwen3(file)
    model.config.architecture = architecture
    let layers = model.config.layers
    model.config.gatesAttention = true
    model.layout.interleavesGate = true
    model.layout.storesNegativeRates = true
    model.layout.names[.norm2] = "blk.{i}.post_attention_norm"
    let recurrent = try file.flags("attention.recurrent_layers", layers: layers)
    let step = try file.size("full_attention_interval", or: 4)
    model.config.mixers = (0..<layers).map {
      (recurrent?[$0] ?? (($0 + 1) % step != 0)) ? .deltaRule : .attention
    }
    let heads = try file.size("ssm.time_step_rank")
    model.config.deltaRule = ModelConfig.DeltaRule(
      keyHeads: try file.size("ssm.group_count"), valueHeads: heads,
      keyWidth: try file.size("ssm.state_size"),
      valueWidth: max(1, try file.size("ssm.inner_size") / heads),
      kernel: try file.size("ssm.conv_kernel"))
    model.layout.names.merge([
      .query: "blk.{i}.attn_q", .key: "blk.{i}.attn_k", .value: "blk.{i}.attn_v",
      .mixer(.queryKeyValue): "blk.{i}.attn_qkv", .mixer(.gate): "blk.{i}.attn_gate",
      .mixer(.convolution): "blk.{i}.ssm_conv1d", .mixer(.rate): "blk.{i}.ssm_a",
      .mixer(.rateBias): "blk.{i}.ssm_dt", .mixer(.norm): "blk.{i}.ssm_norm",
      .mixer(.output): "blk.{i}.ssm_out",
    ]) { $1 }
    model.layout.names[.queryKeyValue] = nil
    return model
  }

  /// What Qwen3-Next and Qwen3.5 share.
  private static func qwenHybrid(_ file: ConfigReader) throws -> ModelSpec {
    try file.require("attn_output_gate", true)
    var model = try qwen3(file)
    let layers = model.config.layers
    model.config.gatesAttention = true
    model.layout.interleavesGate = true
    model.layout.normOffset = 1
    let step = try file.size("full_attention_interval", or: 4)
    model.config.mixers =
      try file.mixers(layers: layers, ["linear_attention": .deltaRule])
      ?? (0..<layers).map { ($0 + 1) % step == 0 ? .attention : .deltaRule }
    model.config.deltaRule = ModelConfig.DeltaRule(
      keyHeads: try file.size("linear_num_key_heads", or: 16),
      valueHeads: try file.size("linear_num_value_heads", or: 32),
      keyWidth: try file.size("linear_key_head_dim", or: 128),
      valueWidth: try file.size("linear_value_head_dim", or: 128),
      kernel: try file.size("linear_conv_kernel_dim", or: 4))
    model.layout.names.merge([
      .mixer(.convolution): "layers.{i}.linear_attn.conv1d",
      .mixer(.rate): "layers.{i}.linear_attn.A_log",
      .mixer(.rateBias): "layers.{i}.linear_attn.dt_bias",
      .mixer(.norm): "layers.{i}.linear_attn.norm",
      .mixer(.output): "layers.{i}.linear_attn.out_proj",
    ]) { $1 }
    return model
  }
}
