import Formats
import Tensors

extension ModelFamily {
  /// GLM-4 of 2024 and 2025, and GLM-4.5 to 5 with experts (Zhipu AI).
  static let glm = ModelFamily(
    "GLM 4-5",
    [
      "GlmForCausalLM", "Glm4ForCausalLM", "Glm4MoeForCausalLM", "Glm4MoeLiteForCausalLM",
      "GlmMoeDsaForCausalLM",
    ],
    [
      "glm": ModelSpec.glm, "glm4": ModelSpec.glm4, "glm4_moe": ModelSpec.glm4MoE,
      "glm4_moe_lite": ModelSpec.glm4MoELite, "glm_moe_dsa": ModelSpec.glmMoEDSA,
    ],
    gguf: [
      "chatglm": ModelSpec.glm, "glm4": ModelSpec.glm4, "glm4moe": ModelSpec.glm4MoE,
      "glm-dsa": ModelSpec.glmDSA,
    ],
    defaults: [
      "glm": #"""
      {"head_dim": 128, "hidden_act": "silu", "hidden_size": 4096, "intermediate_size":
      13696, "max_position_embeddings": 131072, "num_attention_heads": 32, "num_hidden_layers":
      40, "num_key_value_heads": 2, "rms_norm_eps": 1.5625e-07, "rope_theta": 10000.0,
      "partial_rotary_factor": 0.5, "tie_word_embeddings": false, "vocab_size": 151552}
      """#,
      "glm4": #"""
      {"head_dim": 128, "hidden_act": "silu", "hidden_size": 4096, "intermediate_size":
      13696, "max_position_embeddings": 131072, "num_attention_heads": 32, "num_hidden_layers":
      40, "num_key_value_heads": 2, "rms_norm_eps": 1.5625e-07, "rope_theta": 10000.0,
      "partial_rotary_factor": 0.5, "tie_word_embeddings": false, "vocab_size": 151552}
      """#,
      "glm4_moe": #"""
      {"first_k_dense_replace": 1, "hidden_act": "silu", "hidden_size": 4096,
      "intermediate_size": 10944, "max_position_embeddings": 131072, "moe_intermediate_size":
      1408, "n_group": 1, "n_routed_experts": 128, "n_shared_experts": 1, "norm_topk_prob":
      true, "num_attention_heads": 96, "num_experts_per_tok": 8, "num_hidden_layers": 46,
      "num_key_value_heads": 8, "rms_norm_eps": 1e-05, "rope_theta": 10000.0,
      "partial_rotary_factor": 0.5, "routed_scaling_factor": 1.0, "tie_word_embeddings": false,
      "topk_group": 1, "use_qk_norm": false, "vocab_size": 151552}
      """#,
      "glm4_moe_lite": #"""
      {"hidden_act": "silu", "hidden_size": 2048, "intermediate_size": 10240,
      "kv_lora_rank": 512, "max_position_embeddings": 202752, "moe_intermediate_size": 1536,
      "n_group": 1, "n_routed_experts": 64, "n_shared_experts": 1, "norm_topk_prob": true,
      "num_attention_heads": 20, "num_experts_per_tok": 4, "num_hidden_layers": 47,
      "num_key_value_heads": 20, "q_lora_rank": 768, "qk_nope_head_dim": 192,
      "qk_rope_head_dim": 64, "rms_norm_eps": 1e-05, "rope_interleave": true, "rope_theta":
      10000.0, "routed_scaling_factor": 1.8, "tie_word_embeddings": false, "topk_group": 1,
      "v_head_dim": 256, "vocab_size": 154880}
      """#,
      "glm_moe_dsa": #"""
      {"first_k_dense_replace": 3, "head_dim": 64, "hidden_act": "silu",
      "hidden_size": 6144, "index_head_dim": 128, "index_n_heads": 32, "index_topk": 2048,
      "intermediate_size": 12288, "kv_lora_rank": 512, "max_position_embeddings": 202752,
      "moe_intermediate_size": 2048, "n_group": 1, "n_routed_experts": 256, "n_shared_experts":
      1, "norm_topk_prob": true, "num_attention_heads": 64, "num_experts_per_tok": 8,
      "num_hidden_layers": 78, "num_key_value_heads": 64, "q_lora_rank": 2048,
      "qk_nope_head_dim": 192, "qk_rope_head_dim": 64, "rms_norm_eps": 1e-05, "rope_theta":
      10000.0, "routed_scaling_factor": 2.5, "tie_word_embeddings": false, "topk_group": 1,
      "v_head_dim": 256, "vocab_size": 154880}
      """#,
    ])
}

extension ModelSpec {
  static func glm(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file, rotaryShare: 0.5)
    model.turnNeighbours()
    model.config.prependsBOS = false
    model.layout.names[.gateUp] = "layers.{i}.mlp.gate_up_proj"
    return model
  }

  static func glm4(_ file: ConfigReader) throws -> ModelSpec {
    var model = try glm(file)
    model.config.normPlacement = .beforeAndAfter
    model.layout.names[.norm1Post] = "layers.{i}.post_self_attn_layernorm"
    model.layout.names[.norm2Post] = "layers.{i}.post_mlp_layernorm"
    return model
  }

  static func glm4MoE(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file, rotaryShare: 0.5)
    model.config.prependsBOS = false
    if try file.flag("use_qk_norm", or: false) { model.normalizeHeads() }
    try model.addDeepSeekExperts(file)
    return model
  }

  static func glm4MoELite(_ file: ConfigReader) throws -> ModelSpec {
    var model = try latentAttention(file)
    model.config.prependsBOS = false
    try model.addDeepSeekExperts(file)
    return model
  }

  static func glmMoEDSA(_ file: ConfigReader) throws -> ModelSpec {
    var model = try glm4MoELite(file)
    let layers = 0..<model.config.layers
    model.config.latent?.indexer = ModelConfig.Indexer(
      heads: try file.size("index_n_heads"), width: try file.size("index_head_dim"),
      keeps: try file.size("index_topk"),
      layers: Set(try file.indexingLayers(model.config.layers) ?? Array(layers)))
    model.layout.names.merge([
      .indexQuery: "layers.{i}.self_attn.indexer.wq_b",
      .indexKey: "layers.{i}.self_attn.indexer.wk",
      .indexKeyNorm: "layers.{i}.self_attn.indexer.k_norm",
      .indexWeights: "layers.{i}.self_attn.indexer.weights_proj",
    ]) { $1 }
    return model
  }

  static func glm(_ file: GGUFConfigReader) throws -> ModelSpec {
    // Its metadata leave out the width of a head where it is not the usual one.
    let query = file.file.tensors["blk.0.attn_q.weight"]
    let heads = try file.size("attention.head_count")
    var model = try decoder(file, "GlmForCausalLM", headWidth: query.map { $0.rows / heads })
    model.takeGLMShapes()
    return model
  }

  static func glm4(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "Glm4ForCausalLM")
    model.takeGLMShapes()
    model.config.normPlacement = .beforeAndAfter
    model.nameNormsAfter()
    return model
  }

  static func glm4MoE(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "Glm4MoeForCausalLM")
    model.config.prependsBOS = false
    if file.has("blk.0.attn_q_norm") { model.normalizeProjections(.perHead) }
    model.layout.names[.norm2] = "blk.{i}.post_attention_norm"
    return model
  }

  static func glmDSA(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try deepSeek2(file)
    model.config.architecture = "GlmMoeDsaForCausalLM"
    model.config.prependsBOS = false
    let layers = 0..<model.config.layers
    let chooses = try file.flags("attention.indexer.types", layers: layers.count)
    model.config.latent?.indexer = ModelConfig.Indexer(
      heads: try file.size("attention.indexer.head_count"),
      width: try file.size("attention.indexer.key_length"),
      keeps: try file.size("attention.indexer.top_k"),
      layers: Set(layers.filter { chooses?[$0] ?? true }))
    model.layout.names.merge([
      .indexQuery: "blk.{i}.indexer.attn_q_b", .indexKey: "blk.{i}.indexer.attn_k",
      .indexKeyNorm: "blk.{i}.indexer.k_norm", .indexWeights: "blk.{i}.indexer.proj",
    ]) { $1 }
    return model
  }

  private mutating func takeGLMShapes() {
    turnNeighbours()
    config.prependsBOS = false
    layout.names[.gateUp] = layout.names[.up]
  }
}

extension ConfigReader {
  /// The layers whose indexer chooses keys anew; nil where all do.
  fileprivate func indexingLayers(_ layers: Int) throws -> [Int]? {
    let kinds = try texts("indexer_types")
    if !kinds.isEmpty {
      guard kinds.count == layers else {
        throw ModelError(
          .badFile, "\(path): 'indexer_types' lists \(kinds.count) layers; the model has \(layers)")
      }
      return (0..<layers).filter { kinds[$0] == "full" }
    }
    let pattern = Array(try text("index_topk_pattern", or: ""))
    if pattern.count == layers { return (0..<layers).filter { pattern[$0] == "F" } }
    guard let step = try optionalSize("index_topk_freq") else { return nil }
    let skipped = try count("index_skip_topk_offset", or: 0)
    return (0..<layers).filter { $0 < skipped || ($0 - skipped) % step == 0 }
  }
}
