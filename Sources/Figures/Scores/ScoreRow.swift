/// One query's row of a head's pattern, from which most scores are computed.
public struct ScoreRow: Sendable {
  /// The query's place.
  public let query: Int

  /// The earlier places that have the query's token.
  public let earlier: [Int]

  /// The attention to each key that the query sees; under a causal mask those up to itself.
  public let seen: ArraySlice<Float>

  private let weights: ArraySlice<Float>

  /// Takes a query's attention to all keys.
  init(_ weights: ArraySlice<Float>, query: Int, earlier: [Int], isCausal: Bool) {
    (self.weights, self.query, self.earlier) = (weights, query, earlier)
    seen = isCausal ? weights.prefix(query + 1) : weights
  }

  /// Attention to `key`.
  public subscript(key: Int) -> Double { Double(weights[weights.startIndex + key]) }
}
