import Formats
import Foundation
import Tensors

extension ModelFamily {
  /// DeepSeek V2 and V3 (DeepSeek-AI, 2024): latent attention, and experts beside one that every token goes to.
  static let deepSeek = ModelFamily(
    "DeepSeek V2, V3, R1", ["DeepseekV2ForCausalLM", "DeepseekV3ForCausalLM"],
    [
      "deepseek_v2": ModelSpec.deepSeekV2, "deepseek_v3": ModelSpec.deepSeekV3,
      "kimi_k2": ModelSpec.deepSeekV3,
    ],
    gguf: ["deepseek2": ModelSpec.deepSeek2],
    defaults: [
      "deepseek_v2": #"""
      {"first_k_dense_replace": 0, "hidden_act": "silu", "hidden_size": 4096,
      "intermediate_size": 11008, "kv_lora_rank": 512, "max_position_embeddings": 2048,
      "moe_intermediate_size": 1407, "n_routed_experts": 64, "n_shared_experts": 2,
      "norm_topk_prob": false, "num_attention_heads": 32, "num_hidden_layers": 32,
      "q_lora_rank": 1536, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "rms_norm_eps":
      1e-06, "rope_theta": 10000.0, "routed_scaling_factor": 1.0, "tie_word_embeddings": false,
      "topk_method": "greedy", "v_head_dim": 128, "vocab_size": 102400}
      """#,
      "deepseek_v3": #"""
      {"first_k_dense_replace": 3, "hidden_act": "silu", "hidden_size": 7168,
      "intermediate_size": 18432, "kv_lora_rank": 512, "max_position_embeddings": 4096,
      "moe_intermediate_size": 2048, "n_group": 8, "n_routed_experts": 256, "n_shared_experts":
      1, "norm_topk_prob": true, "num_attention_heads": 128, "num_experts_per_tok": 8,
      "num_hidden_layers": 61, "num_key_value_heads": 128, "q_lora_rank": 1536,
      "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "rms_norm_eps": 1e-06, "rope_interleave":
      true, "rope_theta": 10000.0, "routed_scaling_factor": 2.5, "tie_word_embeddings": false,
      "topk_group": 4, "v_head_dim": 128, "vocab_size": 129280}
      """#,
    ])
}

extension ModelSpec {
  static func deepSeekV2(_ file: ConfigReader) throws -> ModelSpec {
    var model = try latentAttention(file)
    try model.addDeepSeekExperts(file)
    // Its shares are never made to sum to one, whatever the file says.
    model.config.experts?.normalizesShares = false
    model.config.experts?.router.scores = .softmax
    model.config.experts?.router.judgesGroups = .largest
    model.layout.names[.routerBias] = nil
    if try file.text("topk_method", or: "greedy") == "greedy" {
      model.config.experts?.router.groups = 1
    }
    return model
  }

  static func deepSeekV3(_ file: ConfigReader) throws -> ModelSpec {
    var model = try latentAttention(file)
    try model.addDeepSeekExperts(file)
    return model
  }

  static func deepSeek2(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try latentAttention(file, "DeepseekV3ForCausalLM")
    // V2's files name no gating function and no bias.
    let isV3 = file.hasTensor("exp_probs_b.bias", layers: model.config.layers)
    let gating = try file.optionalSize("expert_gating_func") ?? (isV3 ? 2 : 1)
    model.config.experts?.router.scores = gating == 2 ? .sigmoid : .softmax
    model.config.experts?.router.judgesGroups = gating == 2 ? .bestTwo : .largest
    model.config.experts?.router.divisor = .adding(1e-20)
    model.config.experts?.normalizesShares = file.flag("expert_weights_norm", or: false)
    if !isV3 { model.config.architecture = "DeepseekV2ForCausalLM" }
    return model
  }

  /// Llama's blocks with latent attention.
  static func latentAttention(_ file: ConfigReader) throws -> ModelSpec {
    let latent = ModelConfig.Latent(
      queryRank: try file.optionalSize("q_lora_rank"), rank: try file.size("kv_lora_rank"),
      still: try file.size("qk_nope_head_dim"), turning: try file.size("qk_rope_head_dim"),
      values: try file.size("v_head_dim"))
    var model = try llama(
      file.ignoring("head_dim").assuming(["head_dim": .integer(latent.turning)]))
    let width = latent.still + latent.turning
    model.config.latent = latent
    model.config.headWidth = width
    model.config.valueWidth = latent.values
    model.config.keyValueHeads = model.config.heads
    model.config.scoreScale = 1 / Float(width).squareRoot()
    model.config.scoreScale *= try file.latentScoreFactor()
    if try file.flag("rope_interleave", or: true) { model.turnNeighbours() }
    model.turnBehind(latent.still)
    model.layout.names.merge([
      .latentKeyValue: "layers.{i}.self_attn.kv_a_proj_with_mqa",
      .latentKeyValueNorm: "layers.{i}.self_attn.kv_a_layernorm",
      .latentHeads: "layers.{i}.self_attn.kv_b_proj",
    ]) { $1 }
    if latent.queryRank != nil {
      model.layout.names[.latentQuery] = "layers.{i}.self_attn.q_a_proj"
      model.layout.names[.latentQueryNorm] = "layers.{i}.self_attn.q_a_layernorm"
      model.layout.names[.query] = "layers.{i}.self_attn.q_b_proj"
    }
    return model
  }

  /// Has only the elements of queries and keys behind the first `still` turn.
  mutating func turnBehind(_ still: Int) {
    guard var rotary = config.rotary else { return }
    rotary.still = still
    if let latent = config.latent { rotary.width = latent.turning }
    config.position = .rotary(rotary)
  }

  /// DeepSeek V3's experts: sigmoids choose within the best groups, and one more expert is always there.
  mutating func addDeepSeekExperts(_ file: ConfigReader) throws {
    let layers = 0..<config.layers
    let kinds = try file.texts("mlp_layer_types")
    let first = try file.count("first_k_dense_replace", or: 1)
    let step = try file.size("moe_layer_freq", or: 1)
    let width = try file.size("moe_intermediate_size")
    let scores = try file.text("scoring_func", or: "sigmoid")
    guard let scores = ["sigmoid": ModelConfig.Router.Scores.sigmoid, "softmax": .softmax][scores]
    else {
      throw ModelError(
        .badFile, "\(file.path): 'scoring_func' is \"\(scores)\"; expected sigmoid or softmax")
    }
    file.knows("topk_method")
    var experts = ModelConfig.Experts(
      count: try file.size("n_routed_experts", "num_experts"),
      perToken: try file.size("num_experts_per_tok", "num_experts_per_token"),
      normalizesShares: try file.flag("norm_topk_prob", "moe_renormalize", or: true),
      denseLayers: Set(
        layers.filter {
          kinds.isEmpty ? $0 < first || $0 % step != 0 : $0 < kinds.count && kinds[$0] == "dense"
        }),
      denseHiddenWidth: config.hiddenWidth)
    experts.router = ModelConfig.Router(
      scores: scores, groups: try file.size("n_group", "num_expert_group", or: 1),
      chosenGroups: try file.size("topk_group", or: 1), judgesGroups: .bestTwo,
      divisor: .adding(1e-20), scale: Float(try file.number("routed_scaling_factor", or: 1)))
    let shared = try file.count("n_shared_experts", "num_shared_experts", or: 0)
    if shared > 0 { experts.sharedWidth = width * shared }
    config.experts = experts
    config.hiddenWidth = width
    layout.names.merge(Self.expertNames) { $1 }
    layout.names.merge(Self.sharedExpertNames("layers.{i}.mlp.shared_experts")) { $1 }
    layout.names.merge(Self.fusedExpertNames) { $1 }
    layout.names[.routerBias] = "layers.{i}.mlp.gate.e_score_correction_bias"
  }

  /// The names of the expert that every token goes to.
  static func sharedExpertNames(_ prefix: String) -> [WeightRole: String] {
    [
      .sharedGate: prefix + ".gate_proj", .sharedUp: prefix + ".up_proj",
      .sharedDown: prefix + ".down_proj",
    ]
  }

  /// A decoder whose metadata describes keys and values as what they are made of.
  static func latentAttention(
    _ file: GGUFConfigReader, _ architecture: String
  ) throws -> ModelSpec {
    let width = try file.size("attention.key_length_mla")
    let turning = try file.size("rope.dimension_count")
    guard turning < width else {
      throw ModelError(
        .badFile, "\(file.path): \(turning) elements turn of keys of \(width); fewer are expected")
    }
    let latent = ModelConfig.Latent(
      queryRank: try file.optionalSize("attention.q_lora_rank"),
      rank: try file.size("attention.kv_lora_rank"), still: width - turning, turning: turning,
      values: try file.size("attention.value_length_mla"))
    var model = try decoder(file, architecture, headWidth: turning)
    model.config.latent = latent
    model.config.headWidth = width
    model.config.valueWidth = latent.values
    model.config.keyValueHeads = model.config.heads
    model.config.scoreScale = 1 / Float(width).squareRoot()
    model.turnNeighbours()
    model.turnBehind(latent.still)
    // The logarithm's weight in the factor on scores, for rotation that is scaled.
    if let weight = file.optionalFactor("rope.scaling.yarn_log_multiplier"),
      case .yarn(let yarn)? = model.config.rotary?.scaling
    {
      let stretch = 1 + weight * Float(log(yarn.factor))
      model.config.scoreScale *= stretch * stretch
    }
    model.layout.names.merge([
      .latentKeyValue: "blk.{i}.attn_kv_a_mqa", .latentKeyValueNorm: "blk.{i}.attn_kv_a_norm",
    ]) { $1 }
    if file.has("blk.0.attn_kv_b") {
      model.layout.names[.latentHeads] = "blk.{i}.attn_kv_b"
    } else {
      model.layout.names[.latentKey] = "blk.{i}.attn_k_b"
      model.layout.names[.latentValue] = "blk.{i}.attn_v_b"
    }
    if latent.queryRank != nil {
      model.layout.names[.latentQuery] = "blk.{i}.attn_q_a"
      model.layout.names[.latentQueryNorm] = "blk.{i}.attn_q_a_norm"
      model.layout.names[.query] = "blk.{i}.attn_q_b"
    }
    return model
  }
}

extension ConfigReader {
  /// By what scaled rotation multiplies the scores of latent attention.
  fileprivate func latentScoreFactor() throws -> Float {
    guard let parameters = try object("rope_parameters") ?? object("rope_scaling"),
      try parameters.text("rope_type", "type", or: "default") != "default",
      let weight = try parameters.optionalNumber(["mscale_all_dim"])
    else { return 1 }
    let stretch = 0.1 * weight * log(try parameters.number("factor", or: 1)) + 1
    return Float(stretch * stretch)
  }
}
