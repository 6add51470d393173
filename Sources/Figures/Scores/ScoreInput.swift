internal import Activations
public import Tensors

/// What a head score is computed from: one head's pattern and where its prompt's tokens repeat.
public struct ScoreInput: Sendable {
  /// Number of tokens, a BOS included.
  public let count: Int

  /// Whether no query sees a later key; patterns of encoders are not causal.
  public let isCausal: Bool

  private let values: ArraySlice<Float>  // [query, key]
  private let repeats: TokenRepeats

  init(_ values: ArraySlice<Float>, count: Int, repeats: TokenRepeats) {
    precondition(values.count == count * count, "\(values.count) values for \(count) tokens")
    (self.values, self.count, self.repeats) = (values, count, repeats)
    isCausal = (0..<count).allSatisfy { query in
      let start = values.startIndex + query * count
      return values[start + query + 1..<start + count].allSatisfy { $0 == 0 }
    }
  }

  /// The whole pattern, `[query, key]`.
  public var pattern: Tensor { Tensor(shape: [count, count], values: Array(values)) }

  /// Attention of `query` to `key`.
  public subscript(query: Int, key: Int) -> Double {
    Double(values[values.startIndex + query * count + key])
  }

  /// Attention of `query` to each key that it sees: under a causal mask those up to itself.
  public func row(_ query: Int) -> ArraySlice<Float> {
    let start = values.startIndex + query * count
    return values[start..<start + (isCausal ? query + 1 : count)]
  }

  /// The places before `query` that have its token.
  public func earlier(_ query: Int) -> [Int] { repeats.earlier[query] }

  /// The queries that scores look at: all but the first, which under a causal mask sees itself alone.
  public var queries: Range<Int> { 1..<max(1, count) }

  /// The mean of `value` over those of `queries` for which it is not nil; nil if there is none.
  public func mean(
    over queries: some Sequence<Int>, _ value: (_ query: Int) -> Double?
  ) -> Double? {
    var (sum, count) = (0.0, 0)
    for case let value? in queries.lazy.map(value) {
      sum += value
      count += 1
    }
    return count == 0 ? nil : sum / Double(count)
  }
}
