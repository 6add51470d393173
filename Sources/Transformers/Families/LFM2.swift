import Formats
import Tensors

extension ModelFamily {
  /// LFM2 (Liquid AI, 2025): short convolutions in most layers, attention in a few.
  static let lfm2 = ModelFamily(
    "LFM2", ["Lfm2ForCausalLM", "Lfm2MoeForCausalLM"],
    ["lfm2": ModelSpec.lfm2, "lfm2_moe": ModelSpec.lfm2MoE],
    gguf: ["lfm2": ModelSpec.lfm2, "lfm2moe": ModelSpec.lfm2],
    defaults: [
      "lfm2": #"""
      {"block_auto_adjust_ff_dim": true, "block_ffn_dim_multiplier": 1.0,
      "block_multiple_of": 256, "conv_L_cache": 3, "hidden_size": 2560, "intermediate_size":
      12288, "max_position_embeddings": 128000, "norm_eps": 1e-05, "num_attention_heads": 32,
      "num_hidden_layers": 32, "num_key_value_heads": 8, "rope_theta": 1000000.0,
      "tie_word_embeddings": true, "vocab_size": 65536}
      """#,
      "lfm2_moe": #"""
      {"conv_L_cache": 3, "hidden_size": 2048, "intermediate_size": 7168,
      "max_position_embeddings": 128000, "moe_intermediate_size": 1792, "norm_eps": 1e-05,
      "norm_topk_prob": true, "num_attention_heads": 32, "num_dense_layers": 2, "num_experts":
      32, "num_experts_per_tok": 4, "num_hidden_layers": 32, "num_key_value_heads": 8,
      "rope_theta": 1000000.0, "routed_scaling_factor": 1.0, "tie_word_embeddings": true,
      "use_expert_bias": true, "vocab_size": 65536}
      """#,
    ])
}

extension ModelSpec {
  static func lfm2(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(
      file.assuming(["rms_norm_eps": .number(try file.number("norm_eps", or: 1e-5))]))
    let layers = model.config.layers
    let attention = Set(try file.layerNumbers("full_attn_idxs", of: layers))
    model.config.mixers =
      try file.mixers(layers: layers, ["conv": .shortConvolution])
      ?? (0..<layers).map {
        attention.isEmpty || attention.contains($0) ? .attention : .shortConvolution
      }
    model.config.shortConvolution = try file.size("conv_L_cache", or: 3)
    model.config.tiesEmbedding = try file.flag("tie_word_embeddings", "tie_embedding", or: true)
    if try file.flag("block_auto_adjust_ff_dim", or: false) {
      let factor = try file.number("block_ffn_dim_multiplier", or: 1)
      let step = try file.size("block_multiple_of", or: 256)
      let scaled = Double(2 * model.config.hiddenWidth / 3) * factor
      guard (1...Double(1 << 30)).contains(scaled) else {
        throw ModelError(
          .badFile, "\(file.path): 'block_ffn_dim_multiplier' is \(factor): a width of \(scaled)")
      }
      let hidden = Int(scaled)
      model.config.hiddenWidth = (hidden + step - 1) / step * step
    }
    model.normalizeHeads()
    let attentionNames: [WeightRole: String] = [
      .queryNorm: "layers.{i}.self_attn.q_layernorm", .keyNorm: "layers.{i}.self_attn.k_layernorm",
      .output: "layers.{i}.self_attn.out_proj",
    ]
    model.layout.names.merge(attentionNames) { $1 }
    model.layout.names.merge([
      .finalNorm: "embedding_norm", .norm1: "layers.{i}.operator_norm",
      .norm2: "layers.{i}.ffn_norm", .gate: "layers.{i}.feed_forward.w1",
      .up: "layers.{i}.feed_forward.w3", .down: "layers.{i}.feed_forward.w2",
      .mixer(.input): "layers.{i}.conv.in_proj", .mixer(.convolution): "layers.{i}.conv.conv",
      .mixer(.output): "layers.{i}.conv.out_proj",
    ]) { $1 }
    return model
  }

  static func lfm2MoE(_ file: ConfigReader) throws -> ModelSpec {
    var model = try lfm2(file)
    let dense = min(try file.count("num_dense_layers", or: 2), model.config.layers)
    var experts = ModelConfig.Experts(
      count: try file.size("num_experts"), perToken: try file.size("num_experts_per_tok"),
      normalizesShares: try file.flag("norm_topk_prob", or: true), denseLayers: Set(0..<dense),
      denseHiddenWidth: model.config.hiddenWidth)
    experts.router = ModelConfig.Router(
      scores: .sigmoid, divisor: .adding(1e-6),
      scale: Float(try file.number("routed_scaling_factor", or: 1)))
    model.config.experts = experts
    model.config.hiddenWidth = try file.size("moe_intermediate_size")
    let prefix = "layers.{i}.feed_forward"
    model.layout.names.merge([
      .router: prefix + ".gate", .expertGate: prefix + ".experts.{e}.w1",
      .expertUp: prefix + ".experts.{e}.w3", .expertDown: prefix + ".experts.{e}.w2",
    ]) { $1 }
    if try file.flag("use_expert_bias", or: true) {
      model.layout.names[.routerBias] = prefix + ".expert_bias"
    }
    return model
  }

  static func lfm2(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "Lfm2ForCausalLM")
    if model.config.experts != nil {
      model.config.architecture = "Lfm2MoeForCausalLM"
      model.config.experts?.router.scores = .sigmoid
      model.config.experts?.router.divisor = .adding(1e-6)
    }
    model.takeAttentionLayers(try file.counts("attention.head_count_kv"), .shortConvolution)
    model.config.shortConvolution = try file.size("shortconv.l_cache", or: 3)
    model.normalizeProjections(.perHead)
    model.layout.names.merge([
      .finalNorm: "token_embd_norm", .mixer(.input): "blk.{i}.shortconv.in_proj",
      .mixer(.convolution): "blk.{i}.shortconv.conv",
      .mixer(.output): "blk.{i}.shortconv.out_proj",
    ]) { $1 }
    return model
  }
}
