import Tensors

// What the name of a GGUF architecture implies beyond its metadata: axes that llama.cpp's graphs fix, and
// how its converter lays tensors out.

extension Family {
  static func llama(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "LlamaForCausalLM")
    // The converter sorts rows of queries and keys so that neighbours turn together.
    family.layout.interleavesRotaryRows = true
    if file.has("blk.0.attn_q_norm") { family.normalizeProjections(.perHead) }
    if family.config.experts != nil { family.config.architecture = "MixtralForCausalLM" }
    return family
  }

  static func granite(_ file: GGUFConfigReader) throws -> Family {
    var family = try llama(file)
    family.config.architecture = "GraniteForCausalLM"
    // Granite 4's dense models have these too, for nothing.
    file.knows(
      "ssm.conv_kernel", "ssm.group_count", "ssm.inner_size", "ssm.state_size",
      "ssm.time_step_rank", "expert_shared_feed_forward_length")
    family.config.logitScale = 1 / (file.optionalFactor("logit_scale") ?? 1)
    return family
  }

  static func smolLM3(_ file: GGUFConfigReader) throws -> Family {
    var family = try llama(file)
    family.config.architecture = "SmolLM3ForCausalLM"
    family.config.unrotatedLayers = Set((0..<family.config.layers).filter { ($0 + 1) % 4 == 0 })
    return family
  }

  static func olmo(_ file: GGUFConfigReader) throws -> Family {
    var family = try llama(file)
    family.config.architecture = "OlmoForCausalLM"
    for role in [WeightRole.norm1, .norm2, .finalNorm] { family.layout.names[role] = nil }
    return family
  }

  static func olmo2(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "Olmo2ForCausalLM")
    family.config.normPlacement = .after
    family.config.windows = try file.windows(layers: family.config.layers, period: 4)
    family.normalizeProjections(.allHeads)
    family.nameNormsAfter()
    return family
  }

  static func olmoE(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "OlmoeForCausalLM")
    family.config.experts?.normalizesShares = file.flag("expert_weights_norm", or: false)
    family.normalizeProjections(.allHeads)
    return family
  }

  static func gemma(_ file: GGUFConfigReader) throws -> Family {
    try gemma(file, base: 10_000)
  }

  private static func gemma(_ file: GGUFConfigReader, base: Double) throws -> Family {
    var family = try decoder(file, "GemmaForCausalLM", base: base)
    family.config.activation = .geluTanh
    family.config.embeddingScale = Float(family.config.width).squareRoot()
    return family
  }

  static func gemma2(_ file: GGUFConfigReader) throws -> Family {
    var family = try gemma(file)
    family.config.architecture = "Gemma2ForCausalLM"
    family.config.normPlacement = .beforeAndAfter
    family.config.windows = try file.windows(layers: family.config.layers, period: 2)
    family.config.scoreCap = file.optionalFactor("attn_logit_softcapping") ?? 50
    family.config.logitCap = file.optionalFactor("final_logit_softcapping") ?? 30
    family.scaleScoresOfLargestGemma(layers: 46)
    family.nameNormsAfter()
    return family
  }

  static func gemma3(_ file: GGUFConfigReader) throws -> Family {
    var family = try gemma(file, base: 1_000_000)
    family.config.architecture = "Gemma3ForCausalLM"
    family.config.normPlacement = .beforeAndAfter
    family.config.windows = try file.windows(layers: family.config.layers, period: 6)
    if var rotary = family.config.rotary, family.config.windowedRotary == nil {
      (rotary.base, rotary.scaling) = (10_000, .none)
      family.config.windowedRotary = rotary
    }
    family.scaleScoresOfLargestGemma(layers: 62)
    family.normalizeProjections(.perHead)
    family.nameNormsAfter()
    return family
  }

  static func qwen(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "QWenLMHeadModel")
    // Some conversions name the norm's epsilon as if it were a LayerNorm's.
    family.config.norm = .rootMeanSquare
    family.config.hiddenWidth /= 2  // the metadata has that of gate and linear part together
    family.config.prependsBOS = false
    return family
  }

  static func qwen2(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "Qwen2ForCausalLM")
    family.config.prependsBOS = false
    return family
  }

  static func qwen3(_ file: GGUFConfigReader) throws -> Family {
    var family = try qwen2(file)
    family.config.architecture = "Qwen3ForCausalLM"
    family.normalizeProjections(.perHead)
    return family
  }

  static func qwen3MoE(_ file: GGUFConfigReader) throws -> Family {
    var family = try qwen3(file)
    family.config.architecture = "Qwen3MoeForCausalLM"
    return family
  }

  static func gptOSS(_ file: GGUFConfigReader) throws -> Family {
    guard !file.has("blk.0.attn_out") else {
      throw ModelError(
        .badFile,
        "\(file.path): is gpt-oss with Ollama's own tensors, which are not read; files that llama.cpp's converter wrote are"
      )
    }
    var family = try decoder(file, "GptOssForCausalLM")
    family.config.windows = try file.windows(layers: family.config.layers, period: 2)
    family.config.hasSinks = true
    family.config.experts?.isClamped = true
    if var rotary = family.config.rotary, case .yarn(var yarn) = rotary.scaling {
      // Metadata has no place for it; the published checkpoints don't round the ramp's ends.
      yarn.truncates = false
      rotary.scaling = .yarn(yarn)
      family.config.position = .rotary(rotary)
    }
    family.layout.names[.norm2] = "blk.{i}.post_attention_norm"
    family.layout.names[.sinks] = "blk.{i}.attn_sinks"
    return family
  }

  static func apertus(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "ApertusForCausalLM")
    family.config.isGated = false
    family.normalizeProjections(.perHead)
    let layers = family.config.layers
    family.layout.curves = zip(
      zip(
        try file.numbers("xielu.alpha_p", layers: layers),
        try file.numbers("xielu.alpha_n", layers: layers)),
      zip(
        try file.numbers("xielu.beta", layers: layers, or: XIELU.usual.beta),
        try file.numbers("xielu.eps", layers: layers, or: XIELU.usual.epsilon))
    ).map { slopes, constants in
      XIELU(
        positive: slopes.0, negative: slopes.1, beta: constants.0, epsilon: constants.1)
    }
    return family
  }

  static func commandR(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "CohereForCausalLM")
    family.config.residual = .parallelSharingNorm
    family.config.logitScale = file.optionalFactor("logit_scale") ?? 1
    family.turnNeighbours()
    if file.has("blk.0.attn_q_norm") { family.normalizeProjections(.perHead) }
    return family
  }

  static func gpt2(_ file: GGUFConfigReader) throws -> Family {
    try decoder(file, "GPT2LMHeadModel").withoutGate(.geluTanh)
  }

  static func starCoder(_ file: GGUFConfigReader) throws -> Family {
    try decoder(file, "GPTBigCodeForCausalLM").withoutGate(.geluTanh)
  }

  static func starCoder2(_ file: GGUFConfigReader) throws -> Family {
    try decoder(file, "Starcoder2ForCausalLM").withoutGate(.geluTanh)
  }

  static func gptNeoX(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "GPTNeoXForCausalLM").withoutGate(.gelu)
    family.config.residual = file.flag("use_parallel_residual", or: true) ? .parallel : .sequential
    return family
  }

  static func falcon(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "FalconForCausalLM").withoutGate(.gelu)
    family.config.residual = .parallelSharingNorm
    if file.has("blk.0.attn_norm_2") {
      family.config.residual = .parallel
      family.layout.names[.norm1] = "blk.{i}.attn_norm_2"
      family.layout.names[.norm2] = "blk.{i}.attn_norm"
    }
    return family
  }

  static func phi2(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "PhiForCausalLM").withoutGate(.geluTanh)
    family.config.residual = .parallelSharingNorm
    return family
  }

  static func phi3(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "Phi3ForCausalLM")
    if family.layout.names[.queryKeyValue] != nil {
      family.layout.names[.gateUp] = family.layout.names[.up]
    }
    return family
  }

  static func stableLM(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "StableLmForCausalLM")
    if file.flag("use_parallel_residual", or: false) {
      family.config.residual = .parallelSharingNorm
    }
    if file.has("blk.0.attn_q_norm") { family.normalizeProjections(.perHead) }
    return family
  }

  static func bloom(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "BloomForCausalLM").withoutGate(.geluTanh)
    family.config.position = .alibi(slopes: alibiSlopes(heads: family.config.heads))
    family.config.normalizesEmbedding = true
    family.config.prependsBOS = false
    family.layout.names[.embeddingNorm] = "token_embd_norm"
    return family
  }

  static func mpt(_ file: GGUFConfigReader) throws -> Family {
    var family = try decoder(file, "MptForCausalLM").withoutGate(.gelu)
    let steepest = file.number("attention.max_alibi_bias", or: 8)
    guard steepest > 0, !file.has("position_embd"), !file.has("blk.0.attn_q_norm") else {
      throw ModelError(.badFile, "\(file.path): only MPT models with ALiBi are supported")
    }
    family.config.position = .alibi(
      slopes: mptSlopes(heads: family.config.heads, steepest: steepest))
    return family
  }
}

extension Family {
  /// The same with a feed-forward layer of one projection and this function.
  func withoutGate(_ activation: Activation) -> Family {
    var family = self
    family.config.isGated = false
    family.config.activation = activation
    return family
  }

  /// Has adjacent elements of queries and keys turn together.
  mutating func turnNeighbours() {
    guard var rotary = config.rotary else { return }
    rotary.pairs = .adjacent
    config.position = .rotary(rotary)
  }

  /// Names the norms on what sublayers add.
  mutating func nameNormsAfter() {
    layout.names[.norm1Post] = "blk.{i}.post_attention_norm"
    layout.names[.norm2Post] = "blk.{i}.post_ffw_norm"
    if config.normPlacement == .after {
      layout.names[.norm1] = nil
      layout.names[.norm2] = nil
    }
  }

  /// Metadata has no place for it: in Gemma's 27B models scores scale with the share of the width that a head has.
  private mutating func scaleScoresOfLargestGemma(layers: Int) {
    guard config.layers == layers else { return }
    config.scoreScale = 1 / Float(config.width / config.heads).squareRoot()
  }
}
