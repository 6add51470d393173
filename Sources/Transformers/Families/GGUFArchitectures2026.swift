import Formats
import Tensors

// GGUF architectures of 2024 to 2026 that change a few axes of the decoder.

extension ModelSpec {
  static func arcee(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try llama(file).withoutGate(.reluSquared)
    model.config.architecture = "ArceeForCausalLM"
    return model
  }

  static func cohere2(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try commandR(file)
    model.config.architecture = "Cohere2ForCausalLM"
    model.config.windows = try file.windows(layers: model.config.layers, period: 4)
    model.turnWindowedLayersAlone()
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

  private mutating func takeGLMShapes() {
    turnNeighbours()
    config.prependsBOS = false
    layout.names[.gateUp] = layout.names[.up]
  }

  static func glm4MoE(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "Glm4MoeForCausalLM")
    model.config.prependsBOS = false
    if file.has("blk.0.attn_q_norm") { model.normalizeProjections(.perHead) }
    model.layout.names[.norm2] = "blk.{i}.post_attention_norm"
    return model
  }

  static func exaone(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "ExaoneForCausalLM")
    // Its metadata names the norm's epsilon as if it were a LayerNorm's.
    model.config.norm = .rootMeanSquare
    model.config.prependsBOS = false
    return model
  }

  static func exaone4(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "Exaone4ForCausalLM")
    model.config.prependsBOS = false
    model.config.normPlacement = .after
    model.config.windows = try file.windows(layers: model.config.layers, period: 4)
    if !model.config.windows.isEmpty { model.turnWindowedLayersAlone() }
    model.config.windowedRotary = nil
    model.normalizeProjections(.perHead)
    model.nameNormsAfter()
    return model
  }

  static func ernie45(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "Ernie4_5ForCausalLM")
    model.turnNeighbours()
    model.config.prependsBOS = false
    if model.config.experts != nil {
      model.config.architecture = "Ernie4_5_MoeForCausalLM"
      model.config.experts?.router.divisor = .atLeast(1e-12)
    }
    return model
  }

  static func hunyuan(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "HunYuanDenseV1ForCausalLM")
    model.normalizeProjections(.perHead)
    model.config.normalizesAfterRotation = true
    return model
  }

  static func internLM2(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.architecture = "InternLM2ForCausalLM"
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

  static func miniMaxM2(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "MiniMaxM2ForCausalLM")
    model.config.prependsBOS = false
    model.normalizeProjections(.allHeads)
    model.config.experts?.router.scores = .sigmoid
    return model
  }

  static func mistral3(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.architecture = "Ministral3ForCausalLM"
    model.config.queryGrowth = try file.queryGrowth()
    return model
  }

  static func nemotron(_ file: GGUFConfigReader) throws -> ModelSpec {
    try decoder(file, "NemotronForCausalLM").withoutGate(.reluSquared)
  }

  static func seedOSS(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "SeedOssForCausalLM")
    model.config.prependsBOS = false
    model.layout.names[.norm2] =
      file.has("blk.0.ffn_norm") ? "blk.{i}.ffn_norm" : "blk.{i}.post_attention_norm"
    return model
  }

  static func afMoE(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "AfmoeForCausalLM")
    model.config.embeddingScale = Float(model.config.width).squareRoot()
    model.config.normPlacement = .beforeAndAfter
    model.config.windows = try file.windows(layers: model.config.layers, period: 4)
    model.turnWindowedLayersAlone()
    model.config.gatesAttention = true
    model.config.experts?.router.scores = .sigmoid
    model.config.experts?.router.divisor = .adding(1e-20)
    model.normalizeProjections(.perHead)
    model.nameNormsAfter()
    model.layout.names[.attentionGate] = "blk.{i}.attn_gate"
    return model
  }

  static func museGlimmer(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.architecture = "MuseGlimmerForConditionalGeneration"
    model.config.normPlacement = .beforeAndAfter
    model.config.normalizesEmbedding = true
    model.normalizeProjections(.perHead)
    model.config.gatesAttention = true
    model.config.postEpsilon = 1e-8
    model.config.windows = try file.windows(layers: model.config.layers, period: 4)
    model.turnWindowedLayersAlone()
    model.config.windowedRotary = nil
    model.config.logitScale = file.optionalFactor("logit_scale") ?? 1
    model.nameNormsAfter()
    model.layout.names[.attentionGate] = "blk.{i}.attn_gate"
    return model
  }

  static func phiMoE(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try phi3(file)
    model.config.architecture = "PhimoeForCausalLM"
    model.config.norm = .layer
    model.config.experts?.normalizesShares = false
    model.config.experts?.router.scores = .sparseMixer(jitter: 0.01)
    return model
  }

  static func dots1(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "Dots1ForCausalLM")
    model.normalizeProjections(.perHead)
    model.config.experts?.router.scores = .sigmoid
    model.config.experts?.router.divisor = .adding(1e-20)
    return model
  }

  static func qwen2MoE(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try qwen2(file)
    model.config.architecture = "Qwen2MoeForCausalLM"
    model.config.experts?.normalizesShares = file.flag("expert_weights_norm", or: false)
    return model
  }

  static func qwen3VL(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try qwen3(file)
    model.config.architecture = "Qwen3VLForConditionalGeneration"
    return model
  }

  static func graniteMoE(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try granite(file)
    model.config.architecture = "GraniteMoeForCausalLM"
    model.config.prependsBOS = false
    return model
  }
}

extension GGUFConfigReader {
  /// Queries that grow with their place (Ministral 3, Mistral 4).
  func queryGrowth() throws -> ModelConfig.QueryGrowth? {
    guard let slope = optionalFactor("attention.temperature_scale") else { return nil }
    return ModelConfig.QueryGrowth(
      slope: slope, length: try size("rope.scaling.original_context_length"))
  }
}
