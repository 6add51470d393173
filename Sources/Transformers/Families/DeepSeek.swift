import Formats
import Foundation
import Tensors

/// DeepSeek V2 and V3 (DeepSeek-AI, 2024): latent attention, and experts beside one that every token goes to. Also dots.llm1 and Mistral 4.
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

  static func mistral4(_ file: ConfigReader) throws -> ModelSpec {
    var model = try latentAttention(file)
    try model.addDeepSeekExperts(file)
    model.config.experts?.router.scores = .softmax
    model.layout.names[.routerBias] = nil
    model.config.queryGrowth = try file.queryGrowth()
    return model
  }

  static func dots1(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.normalizeHeads()
    try model.addDeepSeekExperts(file)
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

  /// Queries that grow with their place (Ministral 3, Mistral 4).
  func queryGrowth() throws -> ModelConfig.QueryGrowth? {
    guard let parameters = try object("rope_parameters"),
      let slope = try parameters.optionalNumber(["llama_4_scaling_beta"])
    else { return nil }
    return ModelConfig.QueryGrowth(
      slope: Float(slope), length: try parameters.size("original_max_position_embeddings"))
  }
}
