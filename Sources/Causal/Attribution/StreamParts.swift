public import Activations
import Tensors
import Transformers

/// One summand of the residual stream: embedding, position, a head, a bias, a feed-forward layer.
public enum StreamPart: Hashable, Sendable {
  /// The token's embedding.
  case embedding
  /// The learned embedding of its place.
  case position
  /// What a head writes.
  case head(Head)
  /// The bias of a layer's attention.
  case attentionBias(Int)
  /// What a layer's linear attention, state space or convolution writes.
  case mixer(Int)
  /// What a decoder's attention to its encoder writes in a layer.
  case crossAttention(Int)
  /// What a layer's feed-forward layer writes, its bias included.
  case feedForward(Int)
  /// What edits of the stream itself, or of what attention adds to it, have changed.
  case edits
  /// The biases of norm and projection, where parts of a query or key are told apart.
  case bias
  /// The bias of the last norm.
  case normBias
  /// The bias of the unembedding.
  case unembeddingBias
}

extension StreamPart: CustomStringConvertible {
  /// A short name, such as `embed`, `L3H4`, `L0.b_O` or `L2.mlp`.
  public var description: String {
    switch self {
    case .embedding: "embed"
    case .position: "pos"
    case .head(let head): head.description
    case .attentionBias(let layer): "L\(layer).b_O"
    case .mixer(let layer): "L\(layer).mixer"
    case .crossAttention(let layer): "L\(layer).cross"
    case .feedForward(let layer): "L\(layer).mlp"
    case .edits: "edits"
    case .bias: "bias"
    case .normBias: "norm bias"
    case .unembeddingBias: "unembed bias"
    }
  }
}

/// The residual stream at some positions, part by part.
struct StreamParts {
  /// Which parts there are.
  var names: [StreamPart] = []
  /// The vectors of each, `[positions, width]`.
  var vectors: [Tensor] = []

  mutating func add(_ name: StreamPart, _ vectors: Tensor) {
    names.append(name)
    self.vectors.append(vectors)
  }

  /// The sum of all parts, in float64: `positions * width` values.
  var sum: [Double] {
    vectors.reduce(into: [Double](repeating: 0, count: vectors.first?.values.count ?? 0)) {
      for (place, value) in $1.values.enumerated() { $0[place] += Double(value) }
    }
  }
}

extension EditedModel {
  /// Takes the residual stream before `layer` apart, at some positions of a prompt; the number of layers stands for the end.
  ///
  /// - Parameter others: Points whose values are wanted besides, whole.
  /// - Returns: The parts, which sum to the stream, and the values of `others`.
  func streamParts(
    of tokens: [Int], at positions: [Int], before layer: Int, others: [HookPoint],
    checkpoint: () throws -> Void
  ) throws -> (parts: StreamParts, stream: Tensor, others: ActivationCache) {
    try requireSum()
    let readsPlaces = config.position != .learnedForScores
    let stream: HookPoint =
      layer < config.layers
      ? .block(.residualPre, layer) : .block(.residualPost, config.layers - 1)
    let hasStart = config.encoderLayers == nil
    var points: [HookPoint] = hasStart ? [.outside(.embed)] : [.block(.residualPre, 0)]
    if hasStart && readsPlaces { points.append(.outside(.positionEmbed)) }
    let kinds: [HookPoint.Kind] = [.z, .norm1PostScale, .crossAttentionOut, .feedForwardOut]
    points += (0..<layer).flatMap { layer -> [HookPoint] in
      let own = config.mixer(in: layer) == .attention ? kinds : kinds + [.attentionOut]
      return own.map { .block($0, layer) }
    }
    points.append(stream)
    let available = Set(config.hookPoints)
    points = points.filter { available.contains($0) }

    var rows: [HookPoint: Tensor] = [:]
    var kept = ActivationCache()
    try run([tokens], capturing: CaptureSet(points + others), checkpoint: checkpoint) {
      point, _, value in
      if others.contains(point) { kept[point] = value }
      let width = value.shape.dropFirst().reduce(1, *)
      let matrix = value.reshaped([value.shape[0], width])
      if points.contains(point) { rows[point] = matrix.rows(at: positions) }
    }
    guard let whole = rows[stream] else { throw CausalError("\(config.name) has no \(stream)") }

    var parts = StreamParts()
    rows[hasStart ? .outside(.embed) : .block(.residualPre, 0)].map { parts.add(.embedding, $0) }
    rows[.outside(.positionEmbed)].map { parts.add(.position, $0) }
    for layer in 0..<layer {
      try addAttention(of: layer, rows, to: &parts)
      rows[.block(.crossAttentionOut, layer)].map { parts.add(.crossAttention(layer), $0) }
      rows[.block(.feedForwardOut, layer)].map { parts.add(.feedForward(layer), $0) }
    }
    if edits.contains(where: { $0.kind.isStream }) {
      let sum = parts.sum
      let rest = zip(whole.values, sum).map { Float(Double($0) - $1) }
      parts.add(.edits, Tensor(shape: whole.shape, values: rest))
    }
    return (parts, whole, kept)
  }

  /// Adds what every head of `layer` and the attention's bias add to the stream.
  private func addAttention(
    of layer: Int, _ rows: [HookPoint: Tensor], to parts: inout StreamParts
  ) throws {
    var rest = rows[.block(.attentionOut, layer)]
    defer { rest.map { parts.add(.mixer(layer), $0) } }
    guard let z = rows[.block(.z, layer)] else { return }
    let maps = try model.attentionOutput(layer: layer)
    let (count, d) = (z.rows, config.width)
    let outputs = maps.headOutputs(of: z.reshaped([count, config.heads, maps.headWidth]))
    let scales = rows[.block(.norm1PostScale, layer)]?.values
    let norm = maps.postNorm.map { FrozenNorm(config.norm, $0) }
    func added(_ row: ArraySlice<Float>, at position: Int) -> [Float] {
      var values = row.map(Double.init)
      if let norm, let scales { values = norm(values, scale: scales[position]) }
      return values.map { Float($0 * Double(config.residualScale)) }
    }
    for head in 0..<config.heads {
      let values = (0..<count).flatMap { position in
        let start = (position * config.heads + head) * d
        return added(outputs.values[start..<start + d], at: position)
      }
      let written = Tensor(shape: [count, d], values: values)
      rest?.subtract(written)
      parts.add(.head(Head(layer: layer, index: head)), written)
    }
    let bias = maps.output.bias ?? [Float](repeating: 0, count: d)
    let values = (0..<count).flatMap { position -> [Float] in
      let row = added(bias[...], at: position)
      guard let offset = maps.postNorm?.bias else { return row }
      return zip(row, offset).map { $0 + $1 * config.residualScale }
    }
    let constant = Tensor(shape: [count, d], values: values)
    rest?.subtract(constant)
    parts.add(.attentionBias(layer), constant)
  }

  /// Throws for models whose residual stream is no plain sum.
  private func requireSum() throws {
    if let problem = config.sumProblem { throw CausalError("\(config.name) \(problem)") }
    if config.isEncoder || config.normPlacement == .onSum {
      throw CausalError(
        "\(config.name) normalises its stream after every sublayer, so that it is no sum of parts")
    }
    guard config.encoderLayers == nil || config.part == .decoder else {
      throw CausalError("\(config.name) has two stacks of blocks: open its decoder")
    }
  }
}

extension Tensor {
  /// Takes the elements of another tensor away.
  fileprivate mutating func subtract(_ other: Tensor) {
    for index in values.indices { values[index] -= other.values[index] }
  }
}

/// A norm with the statistics of the run it was measured in: linear in what it is given.
struct FrozenNorm {
  private let kind: NormKind
  private let weight: [Float]?

  /// Takes the factors of a norm; its offsets belong to no part.
  init(_ kind: NormKind, _ factors: NormFactors?) {
    self.kind = kind
    weight = factors?.weight
  }

  /// The share of `part` in a row that the norm divided by `scale`.
  func callAsFunction(_ part: [Double], scale: Float) -> [Double] {
    let mean = kind == .layer ? part.reduce(0, +) / Double(part.count) : 0
    return part.enumerated().map { column, value in
      (value - mean) / Double(scale) * Double(weight?[column] ?? 1)
    }
  }
}

extension HookPoint.Kind {
  /// Whether an edit here changes the stream beside what its parts write.
  fileprivate var isStream: Bool {
    [.residualPre, .residualMid, .residualPost, .attentionOut].contains(self)
  }
}
