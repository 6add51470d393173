import Formats
import Foundation
import Tensors

// GGUF architectures with latent attention, or with mixers beside attention.

extension ModelSpec {
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

  static func mistral4(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try latentAttention(file, "Mistral4ForCausalLM")
    model.config.experts?.router.judgesGroups = .bestTwo
    model.config.experts?.router.divisor = .adding(1e-20)
    model.config.queryGrowth = try file.queryGrowth()
    return model
  }

  /// A decoder whose metadata describes keys and values as what they are made of.
  private static func latentAttention(
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

  static func graniteHybrid(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try granite(file)
    model.config.architecture = "GraniteMoeHybridForCausalLM"
    model.config.prependsBOS = false
    model.takeAttentionLayers(try file.counts("attention.head_count_kv"), .stateSpace)
    if !file.flag("rope.scaling.finetuned", or: false) {
      model.config.unrotatedLayers = Set(0..<model.config.layers)
    } else if model.config.mixers.contains(.stateSpace),
      file.optionalFactor("embedding_scale") == nil,
      var rotary = model.config.rotary
    {
      // Bamba's files have this architecture too. Half of each head turns, though their metadata say all of it.
      model.config.architecture = "BambaForCausalLM"
      model.config.prependsBOS = true
      rotary.width = model.config.headWidth / 2
      model.config.position = .rotary(rotary)
    }
    try model.addMamba(file)
    return model
  }

  static func falconH1(_ file: GGUFConfigReader) throws -> ModelSpec {
    // The converter folds the model's factors into its weights.
    var model = try decoder(file, "FalconH1ForCausalLM")
    model.config.mixers = Array(
      repeating: .attentionAndStateSpace, count: model.config.layers)
    try model.addMamba(file)
    model.config.stateSpace?.gate =
      file.hasTensor("ssm_norm.weight", layers: 1) ? .beforeNorm : .alone
    model.layout.weightSuffixes = [".weight", ""]
    return model
  }

  static func nemotronH(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try decoder(file, "NemotronHForCausalLM").withoutGate(.reluSquared)
    // Its metadata names the norm's epsilon as if it were a LayerNorm's.
    model.config.norm = .rootMeanSquare
    let layers = 0..<model.config.layers
    let keyHeads = try file.counts("attention.head_count_kv") ?? []
    let hidden = try file.counts("feed_forward_length") ?? []
    func hasFeedForward(_ layer: Int) -> Bool {
      layer < hidden.count && hidden[layer] > 0 || file.has("blk.\(layer).ffn_up")
        || file.has("blk.\(layer).ffn_up_exps")
    }
    model.config.mixers = layers.map { layer in
      hasFeedForward(layer)
        ? .nothing : layer < keyHeads.count && keyHeads[layer] > 0 ? .attention : .stateSpace
    }
    model.config.mixerOnlyLayers = Set(layers.filter { !hasFeedForward($0) })
    model.config.unrotatedLayers = Set(layers)
    model.config.experts?.router.scores = .sigmoid
    model.config.experts?.router.divisor = .adding(1e-20)
    model.config.experts?.router.judgesGroups = .bestTwo
    model.layout.names[.norm2] = "blk.{i}.attn_norm"
    model.layout.interleavesRotaryRows = true
    try model.addMamba(file)
    model.config.stateSpace?.leastStep = 0.001  // the metadata has no place for it
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

  static func kimiLinear(_ file: GGUFConfigReader) throws -> ModelSpec {
    var model = try deepSeek2(file)
    model.config.architecture = "KimiLinearForCausalLM"
    let (layers, heads) = (model.config.layers, model.config.heads)
    model.takeAttentionLayers(try file.counts("attention.head_count_kv"), .deltaRule)
    model.config.unrotatedLayers = Set(0..<layers)
    model.config.experts?.router.scores = .sigmoid
    model.config.experts?.router.judgesGroups = .bestTwo
    model.config.experts?.normalizesShares = true
    let width = try file.size("kda.head_dim")
    model.config.deltaRule = ModelConfig.DeltaRule(
      keyHeads: heads, valueHeads: heads, keyWidth: width, valueWidth: width,
      kernel: try file.size("ssm.conv_kernel"), forgetsByRow: true, gate: .sigmoid)
    model.layout.storesNegativeRates = true
    model.layout.names.merge([
      .mixer(.query): "blk.{i}.attn_q", .mixer(.key): "blk.{i}.attn_k",
      .mixer(.value): "blk.{i}.attn_v", .mixer(.queryConvolution): "blk.{i}.ssm_conv1d_q",
      .mixer(.keyConvolution): "blk.{i}.ssm_conv1d_k",
      .mixer(.valueConvolution): "blk.{i}.ssm_conv1d_v", .mixer(.strength): "blk.{i}.ssm_beta",
      .mixer(.decayInner): "blk.{i}.ssm_f_a", .mixer(.decay): "blk.{i}.ssm_f_b",
      .mixer(.gateInner): "blk.{i}.ssm_g_a", .mixer(.gate): "blk.{i}.ssm_g_b",
      .mixer(.rate): "blk.{i}.ssm_a", .mixer(.rateBias): "blk.{i}.ssm_dt",
      .mixer(.norm): "blk.{i}.ssm_norm", .mixer(.output): "blk.{i}.attn_output",
    ]) { $1 }
    return model
  }

  /// Has layers without key heads mix tokens otherwise than by attention.
  private mutating func takeAttentionLayers(_ keyHeads: [Int]?, _ other: ModelConfig.Mixer) {
    guard let keyHeads, keyHeads.contains(0) else { return }
    config.mixers = (0..<config.layers).map { layer in
      layer < keyHeads.count && keyHeads[layer] == 0 ? other : .attention
    }
  }

  /// Takes over the sizes and names of Mamba-2 layers.
  private mutating func addMamba(_ file: GGUFConfigReader) throws {
    layout.storesNegativeRates = true
    let heads = try file.size("ssm.time_step_rank")
    config.stateSpace = ModelConfig.StateSpace(
      heads: heads, headWidth: max(1, try file.size("ssm.inner_size") / heads),
      groups: try file.size("ssm.group_count", or: 1),
      stateWidth: try file.size("ssm.state_size"), kernel: try file.size("ssm.conv_kernel"))
    layout.names.merge([
      .mixer(.input): "blk.{i}.ssm_in", .mixer(.convolution): "blk.{i}.ssm_conv1d",
      .mixer(.rate): "blk.{i}.ssm_a", .mixer(.rateBias): "blk.{i}.ssm_dt",
      .mixer(.skip): "blk.{i}.ssm_d", .mixer(.norm): "blk.{i}.ssm_norm",
      .mixer(.output): "blk.{i}.ssm_out",
    ]) { $1 }
  }
}
