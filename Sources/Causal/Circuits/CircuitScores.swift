public import Activations
import Tensors
public import Transformers

/// Scores of a head that need its weights alone, and no prompt.
public enum CircuitScore: String, CaseIterable, Sendable {
  /// The sum of the eigenvalues of W_E W_V W_O W_U over the sum of their magnitudes: 1 for a head that raises the token it looks at.
  case copying
  /// The share of tokens that are among the ten which the head raises most when it looks at them.
  case copyRate = "copy_rate"
  /// The same ratio for W_V W_O alone: 1 for a head that copies directions of the stream.
  case ov
  /// The same ratio for W_E W_Q W_K^T W_E^T: 1 for a head that looks at its own token; at distance 0 in rotary models.
  case matching
}

/// One head's score.
public struct CircuitRow: Equatable, Sendable {
  /// The head.
  public let head: Head
  /// The score, from -1 to 1; from 0 for a rate.
  public let value: Double
  /// The vectors that stood for tokens; nil if the score uses none.
  public let rows: TokenRows?
}

/// How many of the vocabulary's tokens a copy rate looks at, if it is larger.
private let sampledTokens = 1000

extension Model {
  /// Scores heads by their weights.
  ///
  /// - Parameters:
  ///   - heads: Query heads; nil for all.
  ///   - rows: Which vectors stand for tokens; nil for normed embeddings in the first layer and effective ones behind it.
  ///   - progress: Called with how many layers are done and how many there are.
  /// - Returns: One row a head, in the order of heads. A copy rate of a vocabulary over 4,096 tokens is that of 1,000 of them, evenly spread.
  /// - Throws: `CausalError` for heads that are not there, and models whose weights can't be read so.
  public func circuit(
    _ score: CircuitScore, heads: [Head]? = nil, form: CircuitForm = .folded,
    rows: TokenRows? = nil, progress: (_ done: Int, _ of: Int) -> Void = { _, _ in },
    checkpoint: () throws -> Void = {}
  ) throws -> [CircuitRow] {
    let heads = try checked(heads)
    if score != .ov { try requireTokens() }
    let layers = Set(heads.map(\.layer)).sorted()
    var tables: [TokenRows: Matrix] = [:]
    func table(_ kind: TokenRows) throws -> Matrix {
      if let table = tables[kind] { return table }
      let table = try tableProduct(
        checkpoint: checkpoint,
        { try score == .copying ? unembeddingRows(of: $0, form: form) : self.rows(kind, of: $0) },
        score == .copying ? { try self.rows(kind, of: $0) } : nil)
      tables[kind] = table
      return table
    }
    var result: [CircuitRow] = []
    progress(0, layers.count)
    for (done, layer) in layers.enumerated() {
      try checkpoint()
      let weights = try HeadMatrices(self, layer: layer, form: form)
      let kind = form == .raw ? rows ?? .embedding : rows ?? .usual(in: layer)
      let own = heads.filter { $0.layer == layer }
      let values: [Double]
      switch score {
      case .copying:
        let table = try table(kind)
        values = try own.parallelMap { head in
          try weights.output(head.index).times(table).times(weights.value(head.index))
            .eigenvalueRatio()
        }
      case .matching:
        let table = try table(kind)
        values = try own.parallelMap { head in
          try weights.key(head.index).transposed.times(table).times(weights.query(head.index))
            .eigenvalueRatio()
        }
      case .ov:
        values = try own.parallelMap { head in
          try weights.output(head.index).times(weights.value(head.index)).eigenvalueRatio()
        }
      case .copyRate:
        values = try copyRates(own, weights, kind, form, checkpoint)
      }
      result += zip(own, values).map {
        CircuitRow(head: $0, value: $1, rows: score == .ov ? nil : kind)
      }
      progress(done + 1, layers.count)
    }
    return result
  }

  /// The share of tokens that are among the ten which each head raises most when it looks at them.
  private func copyRates(
    _ heads: [Head], _ weights: HeadMatrices, _ kind: TokenRows, _ form: CircuitForm,
    _ checkpoint: () throws -> Void
  ) throws -> [Double] {
    let count = config.vocabularySize
    let sampled = count <= 4096 ? count : sampledTokens
    let tokens = (0..<sampled).map { $0 * count / sampled }
    let read = Matrix(try rows(kind, of: tokens))
    let written = heads.map { head in  // [tokens, h], and what maps it on, [h, d]
      (read.times(weights.value(head.index)), weights.output(head.index))
    }
    /// What each head adds to the logits of `others` when it looks at each token.
    func raised(_ index: Int, _ others: Matrix) -> Matrix {
      written[index].0.times(written[index].1.times(others))
    }
    var own = heads.map { _ in [Double](repeating: 0, count: sampled) }
    var better = heads.map { _ in [Int](repeating: 0, count: sampled) }
    let chosen = Matrix(try unembeddingRows(of: tokens, form: form))
    for index in heads.indices {
      let last = written[index].0.times(written[index].1)  // [tokens, d]
      for token in 0..<sampled {
        own[index][token] = (0..<config.width).reduce(0) {
          $0 + last.values[token * config.width + $1] * chosen.values[token * config.width + $1]
        }
      }
    }
    for start in stride(from: 0, to: count, by: 4096) {
      let some = Array(start..<min(start + 4096, count))
      let others = Matrix(try unembeddingRows(of: some, form: form)).transposed
      for index in heads.indices {
        try checkpoint()
        let logits = raised(index, others)
        for token in 0..<sampled {
          let row = logits.values[token * some.count..<(token + 1) * some.count]
          // A token's own logit is here too, by another order of summing: it is not its rival.
          let itself = tokens[token] - start
          better[index][token] += row.enumerated().count {
            $0.offset != itself && $0.element > own[index][token]
          }
        }
      }
    }
    return better.map { counts in Double(counts.count { $0 < 10 }) / Double(sampled) }
  }

  /// The heads that were asked for, checked and in order.
  func checked(_ heads: [Head]?) throws -> [Head] {
    guard let heads else { return config.allHeads }
    if let head = heads.first(where: { !$0.isIn(layers: config.layers, heads: config.heads) }) {
      throw CausalError(
        "there is no \(head): \(config.name) has layers 0-\(config.layers - 1) with heads "
          + "0-\(config.heads - 1)")
    }
    for head in heads { try config.requirePattern(head.layer) }
    return heads.sorted()
  }

  /// Throws for models between whose tokens and heads, or heads and logits, more than a norm stands.
  func requireTokens() throws {
    if config.isEncoder {
      throw CausalError(
        "\(config.name) has a layer before its unembedding: what a head does to logits is no product of weights"
      )
    }
  }
}

extension Array where Element: Sendable {
  /// The results of `body` for all elements, made on all cores.
  fileprivate func parallelMap<Value: Sendable>(
    _ body: @Sendable (Element) throws -> Value
  ) throws -> [Value] {
    try Parallel.map(count) { index in Result { try body(self[index]) } }.map { try $0.get() }
  }
}

extension Matrix {
  /// The same values in float64.
  init(_ tensor: Tensor) {
    self.init(rows: tensor.rows, columns: tensor.columns, values: tensor.values.map(Double.init))
  }
}
