public import Activations
import Foundation
import Tensors
import Transformers

/// Direct logit attribution (Elhage et al., 2021): a logit, or a difference of logits, as a sum
/// over parts of the model.
public struct Attribution: Sendable {
  /// How much one part adds.
  public struct Row: Equatable, Sendable {
    /// The part.
    public let part: StreamPart
    /// What the part adds to the logit, with the last norm's statistics frozen.
    public let value: Double
  }

  /// The logit, or difference of logits, that is explained.
  public let target: LogitTarget
  /// The position whose logits these are.
  public let position: Int
  /// The parts in the order of the pass, constants last.
  public let rows: [Row]
  /// The logit that the model computes, before any cap.
  public let total: Double
  /// The logit after the cap; equal to `total` in models without one.
  public let capped: Double

  /// The sum of all parts.
  public var sum: Double { rows.reduce(0) { $0 + $1.value } }

  /// The difference between `total` and the sum of the parts.
  public var residual: Double { total - sum }

  /// Whether the residual is more than rounding can make: a ten-thousandth of the largest part.
  public var hasResidual: Bool {
    abs(residual) > 1e-4 * max(rows.map { abs($0.value) }.max() ?? 0, abs(total), 1e-3)
  }

  /// What one part adds; nil where the model has no such part.
  public subscript(part: StreamPart) -> Double? { rows.first { $0.part == part }?.value }
}

/// The logits that an attribution explains.
public enum LogitTarget: Equatable, Sendable {
  /// The first token's logit less the second's.
  case difference(Int, Int)
  /// One token's logit.
  case logit(Int)
  /// One token's logit less the mean over the vocabulary.
  case againstAll(Int)
}

extension EditedModel {
  /// How much each part of the residual stream adds to a logit before any cap: embedding, places, every head, biases, every feed-forward layer.
  ///
  /// - Parameter position: The token whose logits are explained; nil for the last.
  /// - Throws: `CausalError` where the stream is no sum of parts, or for a token that is not there.
  public func attribute(
    _ tokens: [Int], to target: LogitTarget, at position: Int? = nil,
    checkpoint: () throws -> Void = {}
  ) throws -> Attribution {
    try requireLogits()
    let place = try self.position(position, in: tokens)
    let scalePoint = lastScalePoint
    let (parts, stream, cache) = try streamParts(
      of: tokens, at: [place], before: config.layers, others: scalePoint.map { [$0] } ?? [],
      checkpoint: checkpoint)
    let direction = try direction(
      to: target, scale: scalePoint.flatMap { cache[$0]?.values[place] })
    var rows = zip(parts.names, parts.vectors).map { name, vector in
      Attribution.Row(part: name, value: direction.value(of: vector.values))
    }
    rows.append(Attribution.Row(part: .normBias, value: direction.normBias))
    rows.append(Attribution.Row(part: .unembeddingBias, value: direction.unembeddingBias))
    let logits = TokenScores(logits: try model.logits(of: stream))
    let capped = logits.value(of: target, at: 0)
    var total = capped
    if config.logitCap != nil {
      // The cap can't be undone where it flattens, so what is before it is made of the norm's rows.
      total = direction.unnormed(stream.values)
    }
    return Attribution(
      target: target, position: place, rows: rows, total: total, capped: capped)
  }

  /// A head's contribution split over the keys it looks at from `position`; they sum to it.
  ///
  /// - Returns: One value a key.
  public func attributeSources(
    of head: Head, _ tokens: [Int], to target: LogitTarget, at position: Int? = nil,
    checkpoint: () throws -> Void = {}
  ) throws -> [Double] {
    let place = try self.position(position, in: tokens)
    guard head.isIn(layers: config.layers, heads: config.heads) else {
      throw CausalError(
        "there is no \(head): \(config.name) has layers 0-\(config.layers - 1) with heads "
          + "0-\(config.heads - 1)")
    }
    let layer = head.layer
    let points = [HookPoint.block(.value, layer), .pattern(layer), .block(.norm1PostScale, layer)]
      .filter { config.hookPoints.contains($0) }
    let last = lastScalePoint
    let (_, _, cache) = try streamParts(
      of: tokens, at: [place], before: config.layers,
      others: points + (last.map { [$0] } ?? []), checkpoint: checkpoint)
    if let problem = config.mixtureProblem { throw CausalError("\(config.name) \(problem)") }
    let maps = try model.attentionOutput(layer: layer)
    guard let pattern = cache[.pattern(layer)], let value = cache[.block(.value, layer)] else {
      throw CausalError("\(config.name) has no pattern in layer \(layer)")
    }
    let direction = try direction(to: target, scale: last.flatMap { cache[$0]?.values[place] })
    let (n, h) = (pattern.columns, maps.headWidth)
    let keyHead = head.index / (config.heads / config.keyValueHeads(in: layer))
    var own = value.matrix(of: keyHead, .tokensByHeads)  // [n, h]
    if let limit = config.projectionLimit { own.clamp(to: limit) }
    let written = maps.output.reading(head.index * h..<(head.index + 1) * h)(own)  // [n, d]
    let norm = maps.postNorm.map { FrozenNorm(config.norm, $0) }
    let scale = cache[.block(.norm1PostScale, layer)]?.values[place]
    let later = try (layer..<config.layers).reduce(Float(1)) {
      try $0 * (model.blockScale(layer: $1) ?? 1)
    }
    return (0..<n).map { key in
      var row = written.values[key * written.columns..<(key + 1) * written.columns].map(Double.init)
      if let norm, let scale { row = norm(row, scale: scale) }
      let weight = Double(pattern.values[(head.index * n + place) * n + key])
      let factor = Double(config.residualScale * maps.factor * later)
      return weight * factor * direction.value(of: row)
    }
  }

  /// The number of a token, the last unless said.
  func position(_ position: Int?, in tokens: [Int]) throws -> Int {
    let ids = config.patternTokens(of: tokens)
    guard let position else { return ids.count - 1 }
    return try Edit.Tokens.at([position]).resolved(in: ids)[0]
  }

  /// Where the last norm's scale is seen; nil without such a norm.
  private var lastScalePoint: HookPoint? {
    guard config.hasFinalNorm else { return nil }
    return .outside(config.part == .decoder ? .decoderNormScale : .finalNormScale)
  }

  /// The direction of the stream along which a target's logits grow.
  ///
  /// - Parameter scale: What the last norm divides by; nil where there is none.
  private func direction(to target: LogitTarget, scale: Float?) throws -> LogitDirection {
    let (rows, biases) = try unembedding(of: target)
    return LogitDirection(
      unembedding: rows, bias: biases, norm: try model.finalNormFactors(),
      kind: config.hasFinalNorm ? config.finalNorm ?? config.norm : nil,
      epsilon: config.epsilon, scale: scale ?? 1, factor: Double(config.logitScale))
  }

  /// The combination of unembedding vectors and biases that makes the target.
  private func unembedding(of target: LogitTarget) throws -> (vector: [Double], bias: Double) {
    switch target {
    case .difference(let answer, let against):
      let (rows, biases) = try model.unembeddings(of: [answer, against])
      let vector = zip(rows[0].values, rows[1].values).map { Double($0) - Double($1) }
      return (vector, Double(biases[0]) - Double(biases[1]))
    case .logit(let token):
      let (rows, biases) = try model.unembeddings(of: [token])
      return (rows.values.map(Double.init), Double(biases[0]))
    case .againstAll(let token):
      var (vector, bias) = try unembedding(of: .logit(token))
      let count = config.vocabularySize
      for start in stride(from: 0, to: count, by: 4096) {
        let some = Array(start..<min(start + 4096, count))
        let (rows, biases) = try model.unembeddings(of: some)
        for (place, value) in rows.values.enumerated() {
          vector[place % config.width] -= Double(value) / Double(count)
        }
        bias -= biases.reduce(0) { $0 + Double($1) } / Double(count)
      }
      return (vector, bias)
    }
  }
}

/// A combination of logits as a function of the residual stream, the last norm's statistics frozen.
private struct LogitDirection {
  let unembedding: [Double]
  let bias: Double
  let norm: NormFactors?
  let kind: NormKind?
  let epsilon: Float
  let scale: Float
  let factor: Double

  /// The unembedding behind the norm's factors, centred where the norm centres.
  private var inner: [Double] {
    let weighted = unembedding.enumerated().map { $1 * Double(norm?.weight?[$0] ?? 1) }
    guard kind == .layer else { return weighted }
    let mean = weighted.reduce(0, +) / Double(weighted.count)
    return weighted.map { $0 - mean }
  }

  func value(of part: [Float]) -> Double { value(of: part.map(Double.init)) }

  /// What a part of the stream adds.
  func value(of part: [Double]) -> Double {
    zip(part, inner).reduce(0) { $0 + $1.0 * $1.1 } / Double(scale) * factor
  }

  /// What the norm's bias adds.
  var normBias: Double {
    guard let bias = norm?.bias else { return 0 }
    return zip(bias, unembedding).reduce(0) { $0 + Double($1.0) * $1.1 } * factor
  }

  /// What the unembedding's bias adds.
  var unembeddingBias: Double { bias * factor }

  /// The whole for a stream, its statistics measured here in float64.
  func unnormed(_ stream: [Float]) -> Double {
    let values = stream.map(Double.init)
    var divisor = 1.0
    if let kind {
      let mean = kind == .layer ? values.reduce(0, +) / Double(values.count) : 0
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      divisor = (squares + Double(epsilon)).squareRoot()
    }
    let own = zip(values, inner).reduce(0) { $0 + $1.0 * $1.1 } / divisor
    return own * factor + normBias + unembeddingBias
  }
}

extension TokenScores {
  /// The target's value in the logits at `row`.
  func value(of target: LogitTarget, at row: Int) -> Double {
    switch target {
    case .difference(let answer, let against):
      return Double(logit(of: answer, at: row)) - Double(logit(of: against, at: row))
    case .logit(let token): return Double(logit(of: token, at: row))
    case .againstAll(let token):
      let all = logits.values[row * vocabulary..<(row + 1) * vocabulary]
      let mean = all.reduce(0) { $0 + Double($1) } / Double(vocabulary)
      return Double(logit(of: token, at: row)) - mean
    }
  }
}
