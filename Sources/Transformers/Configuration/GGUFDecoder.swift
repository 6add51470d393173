import Formats
import Tensors

extension ModelSpec {
  /// What metadata and tensors of a GGUF file say of a decoder: the base of its architectures, which add what a name alone implies.
  ///
  /// Llama's graph where nothing else is said: rotation of halves, gated silu, sublayers one after the other.
  ///
  /// - Parameters:
  ///   - base: The base of rotation where the file gives none.
  ///   - given: The width of a head, where the file's key of that name means something else.
  ///   - keyHeads: Key heads, where layers may have different numbers of them.
  static func decoder(
    _ file: GGUFConfigReader, _ architecture: String, base: Double = 10_000,
    headWidth given: Int? = nil, keyHeads: Int? = nil
  ) throws -> ModelSpec {
    let (width, heads) = (
      try file.size("embedding_length"), try file.size("attention.head_count")
    )
    let headWidth =
      try given ?? file.optionalSize("attention.key_length")
      ?? file.headWidth(of: width, heads: heads)
    guard try file.size("attention.value_length", or: headWidth) == headWidth || given != nil else {
      throw ModelError(
        .badFile, "\(file.path): keys and values of heads differ in width, which is not supported")
    }
    file.knows(
      "expert_used_count", "expert_feed_forward_length", "expert_weights_norm",
      "rope.dimension_count", "rope.freq_base", "rope.dimension_sections", "attention.key_length",
      "n_deepstack_layers")
    let (layers, context) = (try file.layers(), try file.size("context_length"))
    let layerEpsilon = file.optionalNumber("attention.layer_norm_epsilon")
    var config = ModelConfig(
      name: "", architecture: architecture, layers: layers, width: width, heads: heads,
      keyValueHeads: try keyHeads ?? file.commonSize("attention.head_count_kv", or: heads),
      headWidth: headWidth,
      hiddenWidth: try file.largest(
        "feed_forward_length", or: file.optionalSize("expert_feed_forward_length")),
      vocabularySize: try file.vocabularySize(), contextLength: context,
      norm: layerEpsilon == nil ? .rootMeanSquare : .layer,
      epsilon: Float(layerEpsilon ?? file.number("attention.layer_norm_rms_epsilon", or: 1e-6)),
      position: file.has("position_embd")
        ? .learned(firstRow: 0)
        : .rotary(try file.rotary(headWidth: headWidth, contextLength: context, base: base)),
      activation: .silu, isGated: true,
      scoreScale: file.optionalFactor("attention.scale") ?? 1 / Float(headWidth).squareRoot(),
      tiesEmbedding: !file.has("output"))
    config.windows = try file.windows(layers: layers, period: nil)
    config.windowedRotary = config.windows.isEmpty ? nil : file.windowedRotary(config)
    config.scoreCap = file.optionalFactor("attn_logit_softcapping")
    config.logitCap = file.optionalFactor("final_logit_softcapping")
    config.projectionLimit = file.optionalFactor("attention.clamp_kqv")
    config.embeddingScale = file.optionalFactor("embedding_scale") ?? 1
    config.residualScale = file.optionalFactor("residual_scale") ?? 1
    if let hidden = try file.counts("feed_forward_length"), Set(hidden).count > 1 {
      config.hiddenWidths = file.hiddenWidths(layers: layers, or: config.hiddenWidth)
    }
    var model = ModelSpec(config: config, layout: WeightLayout(names: file.names))
    try model.addExperts(file)
    return model
  }

  /// Takes over a mixture of experts, whose tensors a GGUF file merges into one for each role.
  private mutating func addExperts(_ file: GGUFConfigReader) throws {
    guard let count = try file.optionalSize("expert_count") else { return }
    let dense = Set((0..<config.layers).filter { !file.has("blk.\($0).ffn_gate_inp") })
    config.experts = ModelConfig.Experts(
      count: count, perToken: try file.size("expert_used_count"),
      normalizesShares: file.flag("expert_weights_norm", or: true), denseLayers: dense,
      denseHiddenWidth: config.hiddenWidth)
    config.hiddenWidth = try file.size("expert_feed_forward_length", or: config.hiddenWidth)
    // Files of Mixtral from before April 2024 have a tensor for each expert.
    let hasOwn = (0..<config.layers).contains { file.has("blk.\($0).ffn_gate.0") }
    layout.mergesExperts = !hasOwn
    let ending = hasOwn ? ".{e}" : "_exps"
    layout.names.merge([
      .router: "blk.{i}.ffn_gate_inp", .expertGate: "blk.{i}.ffn_gate" + ending,
      .expertUp: "blk.{i}.ffn_up" + ending, .expertDown: "blk.{i}.ffn_down" + ending,
      .expertGateUp: "blk.{i}.ffn_gate_up_exps",
    ]) { $1 }
    if file.hasTensor("exp_probs_b.bias", layers: config.layers) {
      layout.names[.routerBias] = "blk.{i}.exp_probs_b"
    }
    if let gating = try file.optionalSize("expert_gating_func") {
      guard gating == 1 || gating == 2 else {
        throw ModelError(
          .badFile,
          "\(file.path): 'expert_gating_func' is \(gating); 1 (softmax) and 2 (sigmoid) are supported"
        )
      }
      config.experts?.router.scores = gating == 2 ? .sigmoid : .softmax
    }
    if layout.names[.routerBias] != nil {
      config.experts?.router.judgesGroups = .bestTwo
      config.experts?.router.divisor = .adding(1e-20)
    }
    file.knows("leading_dense_block_count", "interleave_moe_layer_step")
    config.experts?.router.scale = file.optionalFactor("expert_weights_scale") ?? 1
    config.experts?.router.groups = try file.optionalSize("expert_group_count") ?? 1
    config.experts?.router.chosenGroups = try file.optionalSize("expert_group_used_count") ?? 1
    addSharedExpert(file)
  }

  /// Takes over the expert that every token goes to; its width is that of its tensors, which metadata do not always tell.
  private mutating func addSharedExpert(_ file: GGUFConfigReader) {
    file.knows("expert_shared_count", "expert_shared_feed_forward_length")
    let tensors = (0..<config.layers).lazy.compactMap {
      file.file.tensors["blk.\($0).ffn_up_shexp.weight"]
    }
    guard let up = tensors.first else { return }
    config.experts?.sharedWidth = up.rows
    layout.names.merge([
      .sharedGate: "blk.{i}.ffn_gate_shexp", .sharedUp: "blk.{i}.ffn_up_shexp",
      .sharedDown: "blk.{i}.ffn_down_shexp",
    ]) { $1 }
    if file.hasTensor("ffn_gate_inp_shexp.weight", layers: config.layers) {
      layout.names[.sharedExpertGate] = "blk.{i}.ffn_gate_inp_shexp"
    }
  }

  /// Has queries and keys normalised, each head for itself or all heads of a token together.
  mutating func normalizeProjections(_ kind: ModelConfig.QueryKeyNorm) {
    config.queryKeyNorm = kind
    layout.names[.queryNorm] = "blk.{i}.attn_q_norm"
    layout.names[.keyNorm] = "blk.{i}.attn_k_norm"
  }

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
}

extension GGUFConfigReader {
  /// The width of each layer's dense feed-forward layer, as its tensor has it.
  fileprivate func hiddenWidths(layers: Int, or width: Int) -> [Int] {
    (0..<layers).map { file.tensors["blk.\($0).ffn_up.weight"]?.rows ?? width }
  }

  /// The names that llama.cpp gives to the tensors of decoders.
  fileprivate var names: [WeightRole: String] {
    var names: [WeightRole: String] = [
      .embedding: "token_embd", .positionEmbedding: "position_embd", .finalNorm: "output_norm",
      .norm1: "blk.{i}.attn_norm", .norm2: "blk.{i}.ffn_norm",
      .output: "blk.{i}.attn_output", .gate: "blk.{i}.ffn_gate", .up: "blk.{i}.ffn_up",
      .down: "blk.{i}.ffn_down", .unembedding: "output",
    ]
    if has("blk.0.attn_qkv") {
      names[.queryKeyValue] = "blk.{i}.attn_qkv"
    } else {
      names[.query] = "blk.{i}.attn_q"
      names[.key] = "blk.{i}.attn_k"
      names[.value] = "blk.{i}.attn_v"
    }
    return names
  }

  /// The rotation of layers with a window, where the file gives it a base: then without scaling.
  fileprivate func windowedRotary(_ config: ModelConfig) -> Rotary? {
    guard let base = optionalNumber("rope.freq_base_swa") ?? optionalNumber("rope.local.freq_base"),
      var rotary = config.rotary
    else {
      return nil
    }
    rotary.base = base
    rotary.scaling = .none
    return rotary
  }
}
