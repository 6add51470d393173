import Tensors

// What the name of a GGUF architecture implies beyond its metadata: axes that llama.cpp's graphs fix, and
// how its converter lays tensors out.

extension ModelSpec {
  static func llama(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "LlamaForCausalLM")
    // The converter sorts rows of queries and keys so that neighbours turn together.
    model.layout.interleavesRotaryRows = true
    if file.has("blk.0.attn_q_norm") { model.normalizeProjections(.perHead) }
    if model.config.experts != nil { model.config.architecture = "MixtralForCausalLM" }
    return model
  }

  static func granite(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.architecture = "GraniteForCausalLM"
    // Granite 4's dense models have these too, for nothing.
    file.knows(
      "ssm.conv_kernel", "ssm.group_count", "ssm.inner_size", "ssm.state_size",
      "ssm.time_step_rank", "expert_shared_feed_forward_length")
    model.config.logitScale = 1 / (file.optionalFactor("logit_scale") ?? 1)
    return model
  }

  static func smolLM3(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.architecture = "SmolLM3ForCausalLM"
    model.config.unrotatedLayers = Set((0..<model.config.layers).filter { ($0 + 1) % 4 == 0 })
    return model
  }

  static func olmo(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try llama(file)
    model.config.architecture = "OlmoForCausalLM"
    for role in [WeightRole.norm1, .norm2, .finalNorm] { model.layout.names[role] = nil }
    return model
  }

  static func olmo2(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "Olmo2ForCausalLM")
    model.config.normPlacement = .after
    model.config.windows = try file.windows(layers: model.config.layers, period: 4)
    model.normalizeProjections(.allHeads)
    model.nameNormsAfter()
    return model
  }

  static func olmoE(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "OlmoeForCausalLM")
    model.config.experts?.normalizesShares = file.flag("expert_weights_norm", or: false)
    model.normalizeProjections(.allHeads)
    return model
  }

  static func gemma(_ file: GGUFConfigReader) throws -> ModelSpec {
    try gemma(file, base: 10_000)
  }

  private static func gemma(_ file: GGUFConfigReader, base: Double) throws -> ModelSpec {
    var model = try decoder(file, "GemmaForCausalLM", base: base)
    model.config.activation = .geluTanh
    model.config.embeddingScale = Float(model.config.width).squareRoot()
    return model
  }

  static func gemma2(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try gemma(file)
    model.config.architecture = "Gemma2ForCausalLM"
    model.config.normPlacement = .beforeAndAfter
    model.config.windows = try file.windows(layers: model.config.layers, period: 2)
    model.config.scoreCap = file.optionalFactor("attn_logit_softcapping") ?? 50
    model.config.logitCap = file.optionalFactor("final_logit_softcapping") ?? 30
    model.scaleScoresOfLargestGemma(layers: 46)
    model.nameNormsAfter()
    return model
  }

  static func gemma3(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try gemma(file, base: 1_000_000)
    model.config.architecture = "Gemma3ForCausalLM"
    model.config.normPlacement = .beforeAndAfter
    model.config.windows = try file.windows(layers: model.config.layers, period: 6)
    if var rotary = model.config.rotary, model.config.windowedRotary == nil {
      (rotary.base, rotary.scaling) = (10_000, .none)
      model.config.windowedRotary = rotary
    }
    model.scaleScoresOfLargestGemma(layers: 62)
    model.normalizeProjections(.perHead)
    model.nameNormsAfter()
    return model
  }

  static func qwen(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "QWenLMHeadModel")
    // Some conversions name the norm's epsilon as if it were a LayerNorm's.
    model.config.norm = .rootMeanSquare
    model.config.hiddenWidth /= 2  // the metadata has that of gate and linear part together
    model.config.prependsBOS = false
    return model
  }

  static func qwen2(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "Qwen2ForCausalLM")
    model.config.prependsBOS = false
    return model
  }

  static func qwen3(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try qwen2(file)
    model.config.architecture = "Qwen3ForCausalLM"
    model.normalizeProjections(.perHead)
    return model
  }

  static func qwen3MoE(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try qwen3(file)
    model.config.architecture = "Qwen3MoeForCausalLM"
    return model
  }

  static func gptOSS(_ file: GGUFConfigReader) throws -> ModelSpec {
    guard !file.has("blk.0.attn_out") else {
      throw ModelError(
        .badFile,
        "\(file.path): is gpt-oss with Ollama's own tensors, which are not read; files that llama.cpp's converter wrote are"
      )
    }
    var model = try decoder(file, "GptOssForCausalLM")
    model.config.windows = try file.windows(layers: model.config.layers, period: 2)
    model.config.hasSinks = true
    model.config.experts?.isClamped = true
    if var rotary = model.config.rotary, case .yarn(var yarn) = rotary.scaling {
      // Metadata has no place for it; the published checkpoints don't round the ramp's ends.
      yarn.truncates = false
      rotary.scaling = .yarn(yarn)
      model.config.position = .rotary(rotary)
    }
    model.layout.names[.norm2] = "blk.{i}.post_attention_norm"
    model.layout.names[.sinks] = "blk.{i}.attn_sinks"
    return model
  }

  static func apertus(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "ApertusForCausalLM")
    model.config.isGated = false
    model.normalizeProjections(.perHead)
    let layers = model.config.layers
    model.layout.curves = zip(
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
    return model
  }

  static func commandR(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "CohereForCausalLM")
    model.config.residual = .parallelSharingNorm
    model.config.logitScale = file.optionalFactor("logit_scale") ?? 1
    model.turnNeighbours()
    if file.has("blk.0.attn_q_norm") { model.normalizeProjections(.perHead) }
    return model
  }

  static func gpt2(_ file: GGUFConfigReader) throws -> ModelSpec {
    try decoder(file, "GPT2LMHeadModel").withoutGate(.geluTanh)
  }

  static func starCoder(_ file: GGUFConfigReader) throws -> ModelSpec {
    try decoder(file, "GPTBigCodeForCausalLM").withoutGate(.geluTanh)
  }

  static func starCoder2(_ file: GGUFConfigReader) throws -> ModelSpec {
    try decoder(file, "Starcoder2ForCausalLM").withoutGate(.geluTanh)
  }

  static func gptNeoX(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "GPTNeoXForCausalLM").withoutGate(.gelu)
    model.config.residual = file.flag("use_parallel_residual", or: true) ? .parallel : .sequential
    return model
  }

  static func falcon(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "FalconForCausalLM").withoutGate(.gelu)
    model.config.residual = .parallelSharingNorm
    if file.has("blk.0.attn_norm_2") {
      model.config.residual = .parallel
      model.layout.names[.norm1] = "blk.{i}.attn_norm_2"
      model.layout.names[.norm2] = "blk.{i}.attn_norm"
    }
    return model
  }

  static func phi2(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "PhiForCausalLM").withoutGate(.geluTanh)
    model.config.residual = .parallelSharingNorm
    return model
  }

  static func phi3(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "Phi3ForCausalLM")
    if model.layout.names[.queryKeyValue] != nil {
      model.layout.names[.gateUp] = model.layout.names[.up]
    }
    return model
  }

  static func stableLM(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "StableLmForCausalLM")
    if file.flag("use_parallel_residual", or: false) {
      model.config.residual = .parallelSharingNorm
    }
    if file.has("blk.0.attn_q_norm") { model.normalizeProjections(.perHead) }
    return model
  }

  static func bloom(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "BloomForCausalLM").withoutGate(.geluTanh)
    model.config.position = .alibi(slopes: alibiSlopes(heads: model.config.heads))
    model.config.normalizesEmbedding = true
    model.config.prependsBOS = false
    model.layout.names[.embeddingNorm] = "token_embd_norm"
    return model
  }

  static func mpt(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "MptForCausalLM").withoutGate(.gelu)
    let steepest = file.number("attention.max_alibi_bias", or: 8)
    guard steepest > 0, !file.has("position_embd"), !file.has("blk.0.attn_q_norm") else {
      throw ModelError(.badFile, "\(file.path): only MPT models with ALiBi are supported")
    }
    model.config.position = .alibi(
      slopes: mptSlopes(heads: model.config.heads, steepest: steepest))
    return model
  }
}

extension ModelSpec {
  /// The same with a feed-forward layer of one projection and this function.
  func withoutGate(_ activation: Activation) -> ModelSpec {
    var model = self
    model.config.isGated = false
    model.config.activation = activation
    return model
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
