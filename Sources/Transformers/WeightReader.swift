import Formats
import Tensors

/// Finds the tensors of a role and checks their shapes.
struct WeightReader: Sendable {
  let tensors: [String: StoredTensor]
  let path: String
  let layout: WeightLayout
  let config: ModelConfig

  var denseHiddenWidth: Int {
    config.experts.map { $0.denseHiddenWidth } ?? config.hiddenWidth
  }

  /// Everything that block `index` multiplies with.
  func layer(_ index: Int) throws -> LayerWeights {
    let sharesNorm = config.residual == .parallelSharingNorm
    let hasSecond = config.hasFeedForward
    var layer = LayerWeights(attention: try attention(layer: index))
    switch config.normPlacement {
    case .nowhere: break
    case .before, .beforeAndAfter:
      layer.norm1 = try norm(.norm1, layer: index)
      if hasSecond { layer.norm2 = try norm(sharesNorm ? .norm1 : .norm2, layer: index) }
    case .onSum:
      layer.norm1Sum = try norm(.norm1, layer: index)
      layer.norm2Sum = try norm(.norm2, layer: index)
    case .after: break
    }
    if config.normPlacement == .after || config.normPlacement == .beforeAndAfter {
      layer.norm1Post = try norm(.norm1Post, layer: index)
      if hasSecond { layer.norm2Post = try norm(.norm2Post, layer: index) }
    }
    if layout.names[.crossQuery] != nil { layer.cross = try crossAttention(layer: index) }
    if hasSecond { layer.feedForward = try feedForward(layer: index) }
    return layer
  }

  private func attention(layer: Int) throws -> AttentionWeights {
    let (query, key, value) = try queryKeyValue(layer: layer)
    let normsHeads = config.queryKeyNorm != .none
    return AttentionWeights(
      query: query, key: key, value: value,
      queryNorm: normsHeads ? try headNorm(.queryNorm, layer, heads: config.heads) : nil,
      keyNorm: normsHeads ? try headNorm(.keyNorm, layer, heads: config.keyValueHeads) : nil,
      sinks: config.hasSinks
        ? try stored(.sinks, layer, suffixes: ["", ".weight"], shape: [config.heads])
          .widened().array : nil,
      output: try linear(
        .output, layer, config.heads * config.headWidth, config.width, heads: config.heads))
  }

  private func crossAttention(layer: Int) throws -> CrossAttention {
    let (width, all) = (config.width, config.heads * config.headWidth)
    return CrossAttention(
      norm: try norm(.crossNorm, layer: layer),
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
    return .experts(
      ExpertWeights(
        router: try linear(.router, layer, config.width, experts.count),
        experts: try self.experts(experts, layer: layer)))
  }

  private func dense(layer: Int) throws -> DenseWeights {
    let (width, hidden) = (config.width, denseHiddenWidth)
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
        positive: try scalar(.activationPositive, layer),
        negative: try scalar(.activationNegative, layer),
        beta: try scalar(.activationBeta, layer, or: XIELU.usual.beta),
        epsilon: try scalar(.activationEpsilon, layer, or: XIELU.usual.epsilon))
    }
    if config.normalizesHidden {
      weights.norm = try norm(.hiddenNorm, layer: layer, count: hidden)
    }
    return weights
  }

  /// A single number; `fallback` where the file has none.
  private func scalar(_ role: WeightRole, _ layer: Int, or fallback: Float? = nil) throws -> Float {
    if let fallback, layout.name(role, layer: layer).flatMap(find) == nil { return fallback }
    let tensor = try stored(role, layer, suffixes: [""])
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
      weight: offset(weight), bias: try bias(role, layer, shape: shape)?.widened())
  }

  /// The weights of a norm on queries or keys: one head's for all of them, or each head its own.
  private func headNorm(_ role: WeightRole, _ layer: Int, heads: Int) throws -> NormWeights {
    let weight = try stored(role, layer)
    let count = weight.rows * weight.columns
    let expected =
      config.queryKeyNorm == .allHeads
      ? [heads * config.headWidth] : [config.headWidth, heads * config.headWidth]
    guard expected.contains(count) else {
      throw wrongShape(weight, expected: "\(expected) values")
    }
    return NormWeights(
      weight: offset(try weight.widened()),
      bias: try bias(role, layer, shape: [count])?.widened())
  }

  private func offset(_ weight: FloatBuffer) -> FloatBuffer {
    layout.normOffset == 0 ? weight : FloatBuffer(weight.array.map { $0 + layout.normOffset })
  }
}

extension WeightReader {
  private func queryKeyValue(layer: Int) throws -> (query: Linear, key: Linear, value: Linear) {
    let (width, h) = (config.width, config.headWidth)
    let (queries, keys) = (config.heads * h, config.keyValueHeads * h)
    if layout.names[.keyValue] != nil {
      let fused = try linear(.keyValue, layer, width, 2 * keys)
      return (
        try linear(.query, layer, width, queries), try fused.columns(0..<keys),
        try fused.columns(keys..<2 * keys)
      )
    }
    guard layout.names[.queryKeyValue] != nil else {
      return (
        try linear(.query, layer, width, queries, heads: config.heads),
        try linear(.key, layer, width, keys, heads: config.keyValueHeads),
        try linear(.value, layer, width, keys, heads: config.keyValueHeads)
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
