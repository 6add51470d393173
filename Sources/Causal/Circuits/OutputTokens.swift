public import Activations
import Tensors
public import Transformers

/// A logit that a head raises when all its attention goes to a given token.
public struct OutputToken: Equatable, Sendable {
  /// The token whose logit grows.
  public let token: Int
  /// How much the logit grows, up to the last norm's scale and a constant for the whole row.
  public let value: Float
}

extension Model {
  /// The tokens whose logits a head raises most when it looks at each of `tokens`, without positions and biases.
  ///
  /// - Parameters:
  ///   - rows: Which vectors stand for tokens; nil for normed embeddings in the first layer and effective ones behind it.
  ///   - lowering: Whether to give those that it lowers most instead.
  /// - Returns: For each token its `count` tokens, the most changed first.
  /// - Throws: `CausalError` for a head that is not there; `ModelError` for tokens that are not.
  public func outputTokens(
    of head: Head, lookingAt tokens: [Int], count: Int = 10, form: CircuitForm = .folded,
    rows: TokenRows? = nil, lowering: Bool = false, checkpoint: () throws -> Void = {}
  ) throws -> [[OutputToken]] {
    _ = try checked([head])
    try requireTokens()
    let weights = try HeadMatrices(self, layer: head.layer, form: form)
    let kind = form == .raw ? rows ?? .embedding : rows ?? .usual(in: head.layer)
    let written = Matrix(try self.rows(kind, of: tokens)).times(weights.value(head.index))
      .times(weights.output(head.index))  // [tokens, d]
    var logits = tokens.map { _ in [Float]() }
    for start in stride(from: 0, to: config.vocabularySize, by: 4096) {
      try checkpoint()
      let some = Array(start..<min(start + 4096, config.vocabularySize))
      let product = written.times(Matrix(try unembeddingRows(of: some, form: form)).transposed)
      for index in tokens.indices {
        logits[index] += product.values[index * some.count..<(index + 1) * some.count]
          .map { Float($0) }
      }
    }
    return logits.map { row in
      let signed = lowering ? row.map { -$0 } : row
      return signed[...].largest(count).map { OutputToken(token: $0, value: row[$0]) }
    }
  }
}
