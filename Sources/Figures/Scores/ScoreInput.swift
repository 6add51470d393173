internal import Activations
internal import Tensors

/// What a head score is computed from: one head's pattern and where its prompt's tokens repeat.
public struct ScoreInput: Sendable {
  /// Number of tokens, a BOS included.
  public let count: Int

  private let values: ArraySlice<Float>  // [query, key]
  private let repeats: TokenRepeats

  init(_ values: ArraySlice<Float>, count: Int, repeats: TokenRepeats) {
    precondition(values.count == count * count, "\(values.count) values for \(count) tokens")
    (self.values, self.count, self.repeats) = (values, count, repeats)
  }

  /// Attention of `query` to `key`.
  public subscript(query: Int, key: Int) -> Double {
    Double(values[values.startIndex + query * count + key])
  }

  /// Attention of `query` to each key up to itself; it sees none after it.
  public func row(_ query: Int) -> ArraySlice<Float> {
    let start = values.startIndex + query * count
    return values[start...start + query]
  }

  /// The places before `query` that have its token.
  public func earlier(_ query: Int) -> [Int] { repeats.earlier[query] }

  /// The queries that have a choice: all but the first, which sees itself alone.
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
