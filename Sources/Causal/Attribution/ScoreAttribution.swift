public import Activations
import Foundation
public import Tensors
import Transformers

/// A head's attention score as a sum over pairs: one part of the query token's residual stream, one
/// of the key token's.
public struct ScoreAttribution: Sendable {
  /// A pair of parts, one at the query and one at the key.
  public struct Pair: Equatable, Sendable {
    /// The part of the query's residual stream.
    public let query: StreamPart
    /// The part of the key's residual stream.
    public let key: StreamPart
    /// What the pair adds to the score.
    public let value: Double
  }

  /// The parts along both sides of the table, biases last.
  public let parts: [StreamPart]
  /// What each pair adds, `[parts of the query, parts of the key]`.
  public let table: Tensor
  /// What position adds to the score: ALiBi's slopes or learned scores.
  public let constant: Double
  /// The score that the head has before any cap.
  public let total: Double
  /// The score behind the cap, as it goes into the softmax.
  public let score: Double

  /// The sum of all pairs and the constant.
  public var sum: Double { table.values.reduce(constant) { $0 + Double($1) } }
  /// The difference between `total` and `sum`, as from clamped queries and keys.
  public var residual: Double { total - sum }

  /// Whether the residual is more than rounding can make: a ten-thousandth of the largest pair.
  public var hasResidual: Bool {
    let largest = table.values.reduce(0) { max($0, abs($1)) }
    return abs(residual) > 1e-4 * max(Double(largest), abs(total), 1e-3)
  }

  /// The pairs with the largest magnitudes, the largest first.
  public func largest(_ count: Int) -> [Pair] {
    let places = table.values.indices.sorted { abs(table.values[$0]) > abs(table.values[$1]) }
    return places.prefix(count).map { place in
      Pair(
        query: parts[place / table.columns], key: parts[place % table.columns],
        value: Double(table.values[place]))
    }
  }
}

extension EditedModel {
  /// Splits a head's score for a query and a key over pairs of stream parts, with the norms'
  /// statistics frozen.
  ///
  /// - Parameter other: Another key, whose score is subtracted: only differences within a row matter to the softmax.
  /// - Throws: `CausalError` for a head or token that is not there, or a key that the query does not see.
  public func explainScore(
    of head: Head, _ tokens: [Int], query: Int, key: Int, against other: Int? = nil,
    checkpoint: () throws -> Void = {}
  ) throws -> ScoreAttribution {
    guard head.isIn(layers: config.layers, heads: config.heads) else {
      throw CausalError(
        "there is no \(head): \(config.name) has layers 0-\(config.layers - 1) with heads "
          + "0-\(config.heads - 1)")
    }
    let count = config.patternTokens(of: tokens).count
    let query = try position(query, in: tokens)
    let keys = try ([key] + (other.map { [$0] } ?? [])).map { try position($0, in: tokens) }
    let seen = config.visibleKeys(from: query, of: count, layer: head.layer)
    if let hidden = keys.first(where: { !seen.contains($0) }) {
      throw CausalError(
        "\(head) does not see key \(hidden) from query \(query): it sees "
          + "\(seen.lowerBound)-\(seen.upperBound - 1)")
    }
    let sides = try ScoreSides(
      of: self, head, tokens, positions: [query] + keys, checkpoint: checkpoint)
    let first = try sides.attribution(query: query, key: keys[0], placed: 1)
    guard keys.count > 1 else { return first }
    return first.subtracting(try sides.attribution(query: query, key: keys[1], placed: 2))
  }
}

extension ScoreAttribution {
  fileprivate func subtracting(_ other: ScoreAttribution) -> ScoreAttribution {
    ScoreAttribution(
      parts: parts,
      table: Tensor(
        shape: table.shape, values: zip(table.values, other.table.values).map { $0 - $1 }),
      constant: constant - other.constant, total: total - other.total, score: score - other.score)
  }
}

/// The parts of queries and keys of one head at some positions, as the score's product reads them.
private struct ScoreSides {
  let model: EditedModel
  let head: Head
  let parts: [StreamPart]
  let scores: Tensor  // [heads, query, key]
  let queries: [[Double]]  // of the first position, one row a part, the last the biases
  let keys: [[[Double]]]  // of each position

  init(
    of model: EditedModel, _ head: Head, _ tokens: [Int], positions: [Int],
    checkpoint: () throws -> Void
  ) throws {
    let (config, layer) = (model.config, head.layer)
    let kinds: [HookPoint.Kind] = [.norm1Scale, .queryNormScale, .keyNormScale, .attentionScores]
    let available = Set(config.hookPoints)
    var others = kinds.map { HookPoint.block($0, layer) }.filter { available.contains($0) }
    let readsPlaces = config.position == .learnedForScores
    if readsPlaces { others.append(.outside(.positionEmbed)) }
    let (parts, _, cache) = try model.streamParts(
      of: tokens, at: positions, before: layer, others: others, checkpoint: checkpoint)
    if let problem = config.scoreProblem { throw CausalError("\(config.name) \(problem)") }
    guard let scores = cache[.block(.attentionScores, layer)] else {
      throw CausalError("\(config.name) has no scores in layer \(layer)")
    }
    self.model = model
    self.head = head
    self.scores = scores
    self.parts = parts.names + (readsPlaces ? [.position] : []) + [.bias]
    let maps = try model.model.attentionMaps(layer: layer)
    let (heads, keyHeads) = (config.heads, config.keyValueHeads(in: layer))
    let before = maps.norm.map { FrozenNorm(config.norm, $0) }
    let length = scores.columns

    /// The parts of a position's queries or keys, one row each.
    func side(
      _ index: Int, _ map: LinearMap, _ norm: NormFactors?, _ scale: HookPoint.Kind, _ count: Int,
      _ own: Int
    ) -> [[Double]] {
      let position = positions[index]
      let normScale = cache[.block(.norm1Scale, layer)]?.values[position]
      var rows = parts.vectors.map { vectors -> [Float] in
        let row = vectors[index].values.map(Double.init)
        guard let before, let normScale else { return row.map { Float($0) } }
        return before(row, scale: normScale).map { Float($0) }
      }
      if readsPlaces, let places = cache[.outside(.positionEmbed)] {
        rows.append(places[position].values)
      }
      rows.append(maps.norm?.bias ?? [Float](repeating: 0, count: config.width))
      let product = map(Tensor(shape: [rows.count, config.width], values: rows.flatMap { $0 }))
      var mapped = (0..<rows.count).map { product[$0].values.map(Double.init) }
      if let bias = map.bias {
        mapped[rows.count - 1] = zip(mapped[rows.count - 1], bias).map { $0 + Double($1) }
      }
      let h = config.headWidth(in: layer)
      let window = own * h..<(own + 1) * h
      guard let norm, let scales = cache[.block(scale, layer)]?.values else {
        return model.turned(mapped.map { Array($0[window]) }, to: position, of: length, layer)
      }
      let perHead = config.queryKeyNorm == .perHead
      let divisor = perHead ? scales[position * count + own] : scales[position]
      let normed = mapped.enumerated().map { part, row in
        norm.apply(
          to: row, of: config.norm, window: window, scale: divisor, perHead: perHead,
          withBias: part == rows.count - 1)
      }
      return model.turned(normed, to: position, of: length, layer)
    }

    queries = side(0, maps.query, maps.queryNorm, .queryNormScale, heads, head.index)
    let keyHead = head.index / (heads / keyHeads)
    keys = positions.indices.map {
      side($0, maps.key, maps.keyNorm, .keyNormScale, keyHeads, keyHead)
    }
  }

  /// The table of one key, the `placed`-th of the positions.
  func attribution(query: Int, key: Int, placed: Int) throws -> ScoreAttribution {
    let config = model.config
    let scale =
      Double(config.scoreScale) / (config.dividesScoresByLayer ? Double(head.layer + 1) : 1)
    let values = queries.flatMap { query in
      keys[placed].map { key in Float(zip(query, key).reduce(0) { $0 + $1.0 * $1.1 } * scale) }
    }
    let constant = Double(try model.model.scoreBias(head: head.index, distance: key - query))
    let n = scores.columns
    let score = Double(scores.values[(head.index * n + query) * n + key])
    var total = score
    if let cap = config.scoreCap.map(Double.init) {
      total = cap * atanh((score - constant) / cap) + constant
    }
    return ScoreAttribution(
      parts: parts, table: Tensor(shape: [parts.count, parts.count], values: values),
      constant: constant, total: total, score: score)
  }
}

extension NormFactors {
  /// One head's window of a projected row behind the norm on queries or keys, its statistics frozen.
  fileprivate func apply(
    to row: [Double], of kind: NormKind, window: Range<Int>, scale: Float, perHead: Bool,
    withBias: Bool
  ) -> [Double] {
    let measured = perHead ? Array(row[window]) : row
    let mean = kind == .layer ? measured.reduce(0, +) / Double(measured.count) : 0
    return window.map { column in
      func own(_ values: [Float]?) -> Double? {
        values.map { Double($0[$0.count == window.count ? column - window.lowerBound : column]) }
      }
      let normed = (row[column] - mean) / Double(scale) * (own(weight) ?? 1)
      return normed + (withBias ? own(bias) ?? 0 : 0)
    }
  }
}

extension EditedModel {
  /// Rows of one head's queries or keys turned as at `position` of a prompt of `length` tokens.
  fileprivate func turned(
    _ rows: [[Double]], to position: Int, of length: Int, _ layer: Int
  ) -> [[Double]] {
    guard let rotary = config.rotary(in: layer) else { return rows }
    let count = config.headWidth(in: layer)
    let table = RotaryTable(
      positions: position..<position + 1, frequencies: rotary.frequencies(tokens: length),
      magnitude: rotary.magnitude)
    let values = rows.flatMap { $0.map { Float($0) } }
    var tensor = Tensor(shape: [1, values.count], values: values)
    tensor.rotate(rows: 0..<1, from: position, by: table, rotary.pairs, headWidth: count)
    let turned = tensor.values.map(Double.init)
    return rows.indices.map { Array(turned[$0 * count..<($0 + 1) * count]) }
  }
}
