import Formats
import Tensors

// GGUF architectures of 2024 to 2026 that change a few axes of the decoder.

extension Family {
  static func arcee(_ file: GGUFConfigReader) throws -> Family {
    var family = try llama(file).withoutGate(.reluSquared)
    family.config.architecture = "ArceeForCausalLM"
    return family
  }

  static func cohere2(_ file: GGUFConfigReader) throws -> Family {
    var family = try commandR(file)
    family.config.architecture = "Cohere2ForCausalLM"
    family.config.windows = try file.windows(layers: family.config.layers, period: 4)
    family.turnWindowedLayersAlone()
    return family
  }

  static func glm(_ file: GGUFConfigReader) throws -> Family {
    // Its metadata leave out the width of a head where it is not the usual one.
    let query = file.file.tensors["blk.0.attn_q.weight"]
    let heads = try file.size("attention.head_count")
    var family = try decoder(file, "GlmForCausalLM", headWidth: query.map { $0.rows / heads })
    family.takeGLMShapes()
    return family
  }

  static func glm4(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "Glm4ForCausalLM")
    family.takeGLMShapes()
    family.config.normPlacement = .beforeAndAfter
    family.nameNormsAfter()
    return family
  }

  private mutating func takeGLMShapes() {
    turnNeighbours()
    config.prependsBOS = false
    layout.names[.gateUp] = layout.names[.up]
  }

  static func glm4MoE(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "Glm4MoeForCausalLM")
    family.config.prependsBOS = false
    if file.has("blk.0.attn_q_norm") { family.normalizeProjections(.perHead) }
    family.layout.names[.norm2] = "blk.{i}.post_attention_norm"
    return family
  }

  static func exaone(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "ExaoneForCausalLM")
    // Its metadata names the norm's epsilon as if it were a LayerNorm's.
    family.config.norm = .rootMeanSquare
    family.config.prependsBOS = false
    return family
  }

  static func exaone4(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "Exaone4ForCausalLM")
    family.config.prependsBOS = false
    family.config.normPlacement = .after
    family.config.windows = try file.windows(layers: family.config.layers, period: 4)
    if !family.config.windows.isEmpty { family.turnWindowedLayersAlone() }
    family.config.windowedRotary = nil
    family.normalizeProjections(.perHead)
    family.nameNormsAfter()
    return family
  }

  static func ernie45(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "Ernie4_5ForCausalLM")
    family.turnNeighbours()
    family.config.prependsBOS = false
    if family.config.experts != nil {
      family.config.architecture = "Ernie4_5_MoeForCausalLM"
      family.config.experts?.router.divisor = .atLeast(1e-12)
    }
    return family
  }

  static func hunyuan(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "HunYuanDenseV1ForCausalLM")
    family.normalizeProjections(.perHead)
    family.config.normalizesAfterRotation = true
    return family
  }

  static func internLM2(_ file: GGUFConfigReader) throws -> Family {
    var family = try llama(file)
    family.config.architecture = "InternLM2ForCausalLM"
    return family
  }

  static func llama4(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "Llama4ForCausalLM")
    let layers = 0..<family.config.layers
    family.turnNeighbours()
    let chunk = try file.size("attention.chunk_size", or: 8192)
    let unrotated = Set(layers.filter { ($0 + 1) % 4 == 0 })
    family.config.unrotatedLayers = unrotated
    family.config.windows = layers.map { unrotated.contains($0) ? nil : chunk }
    family.config.chunksText = true
    family.config.queryKeyNorm = .perHead
    family.config.normalizesAfterRotation = true
    family.config.unnormalizedLayers = unrotated
    family.config.queryGrowth = ModelConfig.QueryGrowth(
      slope: Float(file.number("attention.temperature_scale", or: 0.1)),
      length: try file.size("attention.temperature_length", or: 8192), offset: 1,
      spareTurning: true)
    family.config.experts?.router = ModelConfig.Router(scores: .sigmoid, scalesInput: true)
    family.config.experts?.normalizesShares = false
    family.config.experts?.sharedWidth = family.config.hiddenWidth
    return family
  }

  static func miniMaxM2(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "MiniMaxM2ForCausalLM")
    family.config.prependsBOS = false
    family.normalizeProjections(.allHeads)
    family.config.experts?.router.scores = .sigmoid
    return family
  }

  static func mistral3(_ file: GGUFConfigReader) throws -> Family {
    var family = try llama(file)
    family.config.architecture = "Ministral3ForCausalLM"
    family.config.queryGrowth = try file.queryGrowth()
    return family
  }

  static func nemotron(_ file: GGUFConfigReader) throws -> Family {
    try decoder(file, "NemotronForCausalLM").withoutGate(.reluSquared)
  }

  static func seedOSS(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "SeedOssForCausalLM")
    family.config.prependsBOS = false
    family.layout.names[.norm2] =
      file.has("blk.0.ffn_norm") ? "blk.{i}.ffn_norm" : "blk.{i}.post_attention_norm"
    return family
  }

  static func afMoE(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "AfmoeForCausalLM")
    family.config.embeddingScale = Float(family.config.width).squareRoot()
    family.config.normPlacement = .beforeAndAfter
    family.config.windows = try file.windows(layers: family.config.layers, period: 4)
    family.turnWindowedLayersAlone()
    family.config.gatesAttention = true
    family.config.experts?.router.scores = .sigmoid
    family.config.experts?.router.divisor = .adding(1e-20)
    family.normalizeProjections(.perHead)
    family.nameNormsAfter()
    family.layout.names[.attentionGate] = "blk.{i}.attn_gate"
    return family
  }

  static func museGlimmer(_ file: GGUFConfigReader) throws -> Family {
    var family = try llama(file)
    family.config.architecture = "MuseGlimmerForConditionalGeneration"
    family.config.normPlacement = .beforeAndAfter
    family.config.normalizesEmbedding = true
    family.normalizeProjections(.perHead)
    family.config.gatesAttention = true
    family.config.postEpsilon = 1e-8
    family.config.windows = try file.windows(layers: family.config.layers, period: 4)
    family.turnWindowedLayersAlone()
    family.config.windowedRotary = nil
    family.config.logitScale = file.optionalFactor("logit_scale") ?? 1
    family.nameNormsAfter()
    family.layout.names[.attentionGate] = "blk.{i}.attn_gate"
    return family
  }

  static func phiMoE(_ file: GGUFConfigReader) throws -> Family {
    var family = try phi3(file)
    family.config.architecture = "PhimoeForCausalLM"
    family.config.norm = .layer
    family.config.experts?.normalizesShares = false
    family.config.experts?.router.scores = .sparseMixer(jitter: 0.01)
    return family
  }

  static func dots1(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "Dots1ForCausalLM")
    family.normalizeProjections(.perHead)
    family.config.experts?.router.scores = .sigmoid
    family.config.experts?.router.divisor = .adding(1e-20)
    return family
  }

  static func qwen2MoE(_ file: GGUFConfigReader) throws -> Family {
    var family = try qwen2(file)
    family.config.architecture = "Qwen2MoeForCausalLM"
    family.config.experts?.normalizesShares = file.flag("expert_weights_norm", or: false)
    return family
  }

  static func qwen3VL(_ file: GGUFConfigReader) throws -> Family {
    var family = try qwen3(file)
    family.config.architecture = "Qwen3VLForConditionalGeneration"
    return family
  }

  static func graniteMoE(_ file: GGUFConfigReader) throws -> Family {
    var family = try granite(file)
    family.config.architecture = "GraniteMoeForCausalLM"
    family.config.prependsBOS = false
    return family
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
