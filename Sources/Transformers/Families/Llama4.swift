import Formats
import Tensors

extension ModelFamily {
  /// Llama 4 (Meta, 2025): chunks of text in three of four layers, the others without rotation; experts that scale what they read.
  static let llama4 = ModelFamily(
    "Llama 4", ["Llama4ForConditionalGeneration", "Llama4ForCausalLM"],
    ["llama4_text": ModelSpec.llama4],
    gguf: ["llama4": ModelSpec.llama4],
    defaults: [
      "llama4_text": #"""
      {"attention_chunk_size": 8192, "attn_scale": 0.1, "attn_temperature_tuning":
      true, "floor_scale": 8192, "head_dim": 128, "hidden_act": "silu", "hidden_size": 5120,
      "interleave_moe_layer_step": 1, "intermediate_size": 8192, "intermediate_size_mlp": 16384,
      "max_position_embeddings": 131072, "no_rope_layer_interval": 4, "num_attention_heads": 40,
      "num_experts_per_tok": 1, "num_hidden_layers": 48, "num_key_value_heads": 8,
      "num_local_experts": 16, "rms_norm_eps": 1e-05, "rope_theta": 500000.0,
      "tie_word_embeddings": false, "use_qk_norm": true, "vocab_size": 202048}
      """#
    ])
}

extension ModelSpec {
  static func llama4(_ file: ConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    let layers = 0..<model.config.layers
    let turning = try file.integers("no_rope_layers")
    let interval = try file.size("no_rope_layer_interval", or: 4)
    model.config.unrotatedLayers = Set(
      layers.filter { layer in
        turning.isEmpty ? (layer + 1) % interval == 0 : layer < turning.count && turning[layer] == 0
      })
    model.turnNeighbours()
    let chunk = try file.size("attention_chunk_size", or: 8192)
    let unrotated = model.config.unrotatedLayers
    model.config.windows = layers.map { unrotated.contains($0) ? nil : chunk }
    model.config.chunksText = true
    if try file.flag("use_qk_norm", or: true) {
      model.config.queryKeyNorm = .perHead
      model.config.normalizesAfterRotation = true
      model.config.unnormalizedLayers = unrotated
    }
    if try file.flag("attn_temperature_tuning", or: true) {
      model.config.queryGrowth = ModelConfig.QueryGrowth(
        slope: Float(try file.number("attn_scale", or: 0.1)),
        length: try file.size("floor_scale", or: 8192), offset: 1, spareTurning: true)
    }
    try model.addLlama4Experts(file)
    return model
  }

  static func llama4(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "Llama4ForCausalLM")
    let layers = 0..<model.config.layers
    model.turnNeighbours()
    let chunk = try file.size("attention.chunk_size", or: 8192)
    let unrotated = Set(layers.filter { ($0 + 1) % 4 == 0 })
    model.config.unrotatedLayers = unrotated
    model.config.windows = layers.map { unrotated.contains($0) ? nil : chunk }
    model.config.chunksText = true
    model.config.queryKeyNorm = .perHead
    model.config.normalizesAfterRotation = true
    model.config.unnormalizedLayers = unrotated
    model.config.queryGrowth = ModelConfig.QueryGrowth(
      slope: Float(file.number("attention.temperature_scale", or: 0.1)),
      length: try file.size("attention.temperature_length", or: 8192), offset: 1,
      spareTurning: true)
    model.config.experts?.router = ModelConfig.Router(scores: .sigmoid, scalesInput: true)
    model.config.experts?.normalizesShares = false
    model.config.experts?.sharedWidth = model.config.hiddenWidth
    return model
  }

  private mutating func addLlama4Experts(_ file: ConfigReader) throws {
    let step = try file.size("interleave_moe_layer_step", or: 1)
    let listed = try file.integers("moe_layers")
    let layers = 0..<config.layers
    let sparse = listed.isEmpty ? layers.filter { ($0 + 1) % step == 0 } : listed
    var experts = ModelConfig.Experts(
      count: try file.size("num_local_experts", or: 16),
      perToken: try file.size("num_experts_per_tok", or: 1), normalizesShares: false,
      sharedWidth: config.hiddenWidth, denseLayers: Set(layers).subtracting(sparse),
      denseHiddenWidth: try file.size("intermediate_size_mlp", or: 16_384))
    experts.router = ModelConfig.Router(scores: .sigmoid, scalesInput: true)
    config.experts = experts
    let prefix = "layers.{i}.feed_forward"
    layout.names.merge([
      .gate: prefix + ".gate_proj", .up: prefix + ".up_proj", .down: prefix + ".down_proj",
      .router: prefix + ".router", .expertGateUp: prefix + ".experts.gate_up_proj",
      .expertDown: prefix + ".experts.down_proj",
    ]) { $1 }
    layout.names.merge(Self.sharedExpertNames(prefix + ".shared_expert")) { $1 }
    layout.mergesExperts = true
    layout.expertsAreInputsByOutputs = true
  }
}
