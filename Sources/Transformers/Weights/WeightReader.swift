import Formats
import Tensors

/// Finds the tensors of a role and checks their shapes.
struct WeightReader: Sendable {
  let tensors: [String: StoredTensor]
  let path: String
  let layout: WeightLayout
  let config: ModelConfig

  /// Everything that block `index` multiplies with.
  func layer(_ index: Int) throws -> LayerWeights {
    let sharesNorm = config.residual == .parallelSharingNorm
    let hasSecond = config.hasFeedForward(in: index)
    let hasFirst = config.mixer(in: index) != .nothing
    let placement = config.normPlacement(in: index)
    var layer = LayerWeights()
    if config.mixer(in: index).hasPattern { layer.attention = try attention(layer: index) }
    layer.mixer = try mixer(layer: index)
    switch placement {
    case .nowhere, .byMixer: break
    case .before, .beforeAndAfter:
      if hasFirst && !config.unnormedLayers.contains(index) {
        layer.norm1 = try norm(.norm1, layer: index)
      }
      if hasSecond { layer.norm2 = try norm(sharesNorm ? .norm1 : .norm2, layer: index) }
    case .onSum:
      layer.norm1Sum = try norm(.norm1, layer: index)
      layer.norm2Sum = try norm(.norm2, layer: index)
    case .after: break
    }
    if placement == .after || placement == .beforeAndAfter {
      layer.norm1Post = try norm(.norm1Post, layer: index)
      if hasSecond { layer.norm2Post = try norm(.norm2Post, layer: index) }
    }
    if layout.names[.crossQuery] != nil { layer.cross = try crossAttention(layer: index) }
    if hasSecond { layer.feedForward = try feedForward(layer: index) }
    layer.beside = try besideAttention(layer: index)
    layer.streams = try streams(layer: index)
    layer.perLayer = try perLayer(layer: index)
    if config.scalesBlocks { layer.scale = try number(.blockScale, index) }
    return layer
  }

  private func attention(layer: Int) throws -> AttentionWeights {
    let latent = try latent(layer: layer)
    let (query, key, value) =
      try latent.map { (try latentQuery(layer: layer), $0.key, $0.value) }
      ?? queryKeyValue(layer: layer)
    let normsHeads = config.normalizesHeads(in: layer)
    let mixed = config.heads * config.valueWidth(in: layer)
    var weights = AttentionWeights(
      query: query, key: key, value: value,
      queryNorm: normsHeads ? try headNorm(.queryNorm, layer, heads: config.heads) : nil,
      keyNorm: normsHeads
        ? try headNorm(
          .keyNorm, config.keyValueSource(of: layer) ?? layer,
          heads: config.keyValueHeads(in: layer)) : nil,
      sinks: config.hasSinks
        ? try stored(.sinks, layer, suffixes: ["", ".weight"], shape: [config.heads])
          .widened().array : nil,
      output: try linear(.output, layer, mixed, config.width, heads: config.heads))
    weights.latent = latent
    weights.indexer = try indexer(layer: layer)
    if config.relativeScores?.sharesMaps == false {
      let all = config.heads * config.headWidth
      weights.relativeQuery = try linear(.relativeQuery, layer, config.width, all)
      weights.relativeKey = try linear(.relativeKey, layer, config.width, all)
    }
    if config.gatesAttention { weights.gate = try attentionGate(layer: layer, mixed) }
    if config.normalizesMixed {
      weights.mixedNorm = try norm(.mixedNorm, layer: layer, count: mixed)
    }
    return weights
  }

  /// Queries of latent attention: what they are made of is the stream or a small vector.
  private func latentQuery(layer: Int) throws -> Linear {
    try linear(
      .query, layer, config.latent?.queryRank ?? config.width, config.heads * config.headWidth)
  }

  /// What the gate on mixed values is read with: a matrix of its own, or rows between those of queries.
  private func attentionGate(layer: Int, _ outputs: Int) throws -> Linear {
    guard layout.interleavesGate else {
      return try linear(.attentionGate, layer, config.width, outputs)
    }
    return try linear(
      .query, layer, config.width, 2 * outputs,
      outputs: alternateHeads(layer: layer, from: config.headWidth(in: layer)))
  }

  /// Of each two heads' worth of rows the one that begins at row `first`.
  private func alternateHeads(layer: Int, from first: Int) -> [Range<Int>] {
    let h = config.headWidth(in: layer)
    return (0..<config.heads).map { 2 * h * $0 + first..<2 * h * $0 + first + h }
  }

  private func crossAttention(layer: Int) throws -> CrossAttention {
    let (width, all) = (config.width, config.heads * config.headWidth)
    let norm = try norm(.crossNorm, layer: layer)
    return CrossAttention(
      norm: config.normPlacement == .onSum ? nil : norm,
      sumNorm: config.normPlacement == .onSum ? norm : nil,
      attention: AttentionWeights(
        query: try linear(.crossQuery, layer, width, all),
        key: try linear(.crossKey, layer, width, all),
        value: try linear(.crossValue, layer, width, all), queryNorm: nil, keyNorm: nil,
        sinks: nil, output: try linear(.crossOutput, layer, all, width)))
  }

  private func feedForward(layer: Int) throws -> LayerWeights.FeedForward {
    guard config.hasExperts(in: layer), let experts = config.experts else {
      return .dense(try dense(layer: layer))
    }
    if experts.standBesideDense {
      return .denseAndExperts(
        try dense(layer: layer),
        ExpertWeights(
          router: try router(experts, layer: layer),
          experts: try self.experts(experts, layer: layer),
          beside: try BesideDense(self, experts, layer: layer)))
    }
    var weights = ExpertWeights(
      router: try router(experts, layer: layer), experts: try self.experts(experts, layer: layer))
    if layout.names[.routerBias] != nil {
      let bias = try stored(.routerBias, layer, suffixes: ["", ".bias"])
      guard bias.rows * bias.columns == experts.count else {
        throw wrongShape(bias, expected: "[\(experts.count)]")
      }
      weights.routerBias = try bias.widened().array
    }
    if let shared = experts.sharedWidth {
      weights.shared = try sharedExpert(layer: layer, shared)
      if layout.names[.sharedExpertGate] != nil {
        weights.sharedGate = try linear(.sharedExpertGate, layer, config.width, 1)
      }
    }
    return .experts(weights)
  }

  private func dense(layer: Int) throws -> DenseWeights {
    let (width, hidden) = (config.width, config.denseHiddenWidth(in: layer))
    let down = try linear(.down, layer, hidden, width)
    if config.isGated, layout.names[.gateUp] != nil {
      let fused = try linear(.gateUp, layer, width, 2 * hidden)
      return DenseWeights(
        gate: try fused.columns(0..<hidden), up: try fused.columns(hidden..<2 * hidden),
        down: down)
    }
    var weights = DenseWeights(
      gate: config.isGated ? try linear(.gate, layer, width, hidden) : nil,
      up: try linear(.up, layer, width, hidden), down: down)
    if layer < layout.curves.count { weights.curve = layout.curves[layer] }
    if layout.names[.activationPositive] != nil {
      weights.curve = XIELU(
        positive: try number(.activationPositive, layer),
        negative: try number(.activationNegative, layer),
        beta: try number(.activationBeta, layer, or: XIELU.usual.beta),
        epsilon: try number(.activationEpsilon, layer, or: XIELU.usual.epsilon))
    }
    if layer < config.gateCutoffs.count { weights.cutoff = config.gateCutoffs[layer] }
    if config.normalizesHidden {
      weights.norm = try norm(.hiddenNorm, layer: layer, count: hidden)
    }
    return weights
  }

  /// One learned number; `fallback` where the file has none.
  func number(_ role: WeightRole, _ layer: Int, or fallback: Float? = nil) throws -> Float {
    if let fallback, layout.name(role, layer: layer).flatMap(find) == nil { return fallback }
    let tensor = try stored(role, layer, suffixes: ["", ".weight"])
    guard tensor.rows * tensor.columns == 1 else { throw wrongShape(tensor, expected: "[1]") }
    return try tensor.widened().array[0]
  }

  /// A norm's factors and offsets; none where the family's norms have none.
  ///
  /// - Parameter count: Their number, by default the model's width.
  func norm(_ role: WeightRole, layer: Int?, count: Int? = nil) throws -> NormWeights {
    guard layout.names[role] != nil else { return NormWeights(weight: nil, bias: nil) }
    let shape = [count ?? config.width]
    let weight = try stored(role, layer, shape: shape).widened()
    return NormWeights(
      weight: offset(weight, role == .finalNorm ? layout.finalNormOffset : nil),
      bias: try bias(role, layer, shape: shape)?.widened())
  }

  /// The weights of a norm on queries or keys: one head's for all of them, or each head its own.
  private func headNorm(_ role: WeightRole, _ layer: Int, heads: Int) throws -> NormWeights {
    guard layout.names[role] != nil else { return NormWeights(weight: nil, bias: nil) }
    let weight = try stored(role, layer)
    let count = weight.rows * weight.columns
    let h = config.headWidth(in: layer)
    let expected = config.queryKeyNorm == .allHeads ? [heads * h] : [h, heads * h]
    guard expected.contains(count) else {
      throw wrongShape(weight, expected: "\(expected) values")
    }
    return NormWeights(
      weight: offset(try weight.widened()),
      bias: try bias(role, layer, shape: [count])?.widened())
  }

  private func offset(_ weight: FloatBuffer, _ other: Float? = nil) -> FloatBuffer {
    let offset = other ?? layout.normOffset
    return offset == 0 ? weight : FloatBuffer(weight.array.map { $0 + offset })
  }
}

extension WeightReader {
  private func queryKeyValue(layer: Int) throws -> (query: Linear, key: Linear, value: Linear) {
    let (width, h) = (config.width, config.headWidth(in: layer))
    let keyHeads = config.keyValueHeads(in: layer)
    let (queries, keys) = (config.heads * h, keyHeads * h)
    if layout.interleavesGate {
      return (
        try linear(
          .query, layer, width, 2 * queries, outputs: alternateHeads(layer: layer, from: 0)),
        try linear(.key, layer, width, keys), try linear(.value, layer, width, keys)
      )
    }
    if layout.names[.keyValue] != nil {
      let fused = try linear(.keyValue, layer, width, 2 * keys)
      return (
        try linear(.query, layer, width, queries), try fused.columns(0..<keys),
        try fused.columns(keys..<2 * keys)
      )
    }
    guard layout.names[.queryKeyValue] != nil else {
      let owner = config.keyValueSource(of: layer) ?? layer
      let key = try linear(.key, owner, width, keys, heads: keyHeads)
      return (
        try linear(.query, layer, width, queries, heads: config.heads), key,
        config.layersSharingKeyValue.contains(owner)
          ? key : try linear(.value, owner, width, keys, heads: keyHeads)
      )
    }
    let all = queries + 2 * keys
    func part(_ rows: [Range<Int>]) throws -> Linear {
      try linear(.queryKeyValue, layer, width, all, outputs: rows)
    }
    switch layout.fusedOrder {
    case .byRole where layout.interleavesRotaryRows:
      return (
        try part(separatedHalves(config.heads)),
        try part(separatedHalves(config.keyValueHeads, from: queries)),
        try part([queries + keys..<all])
      )
    case .byRole:
      let fused = try linear(.queryKeyValue, layer, width, all)
      return (
        try fused.columns(0..<queries), try fused.columns(queries..<queries + keys),
        try fused.columns(queries + keys..<all)
      )
    case .inFourBlocks:
      // Blocks of a quarter of the heads, in each the queries, values and keys (CodeGen).
      let each = queries / 4
      func rows(_ index: Int) -> [Range<Int>] {
        (0..<4).map { (3 * $0 + index) * each..<(3 * $0 + index + 1) * each }
      }
      return (try part(rows(0)), try part(rows(2)), try part(rows(1)))
    case .byKeyHead:
      let group = config.heads / config.keyValueHeads
      func rows(_ first: Int, _ count: Int) -> [Range<Int>] {
        (0..<config.keyValueHeads).map { head in
          let start = head * (group + 2) + first
          return start * h..<(start + count) * h
        }
      }
      return (try part(rows(0, group)), try part(rows(group, 1)), try part(rows(group + 1, 1)))
    }
  }
}

extension Linear {
  /// The part that makes these outputs.
  fileprivate func columns(_ range: Range<Int>) throws -> Linear {
    Linear(
      weight: weight.columns(range), bias: bias.map { FloatBuffer(Array($0.array[range])) })
  }
}
