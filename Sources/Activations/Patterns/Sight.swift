/// Which keys a query sees.
public struct Sight: Equatable, Sendable {
  /// How many keys a query sees, its own and those before it, and as many behind it if the mask is
  /// not causal; nil for all.
  public let window: Int?
  /// Whether a query sees no key after itself.
  public let isCausal: Bool
  /// Whether the text is divided into chunks as long as the window, and a query sees its own chunk
  /// alone (Llama 4).
  public let isChunked: Bool

  /// Describes a mask.
  public init(window: Int?, isCausal: Bool, isChunked: Bool = false) {
    (self.window, self.isCausal, self.isChunked) = (window, isCausal, isChunked)
  }

  /// The keys of `count` that the query at place `query` sees.
  public func keys(from query: Int, of count: Int) -> Range<Int> {
    keys(from: query..<query + 1, of: count)
  }

  /// The range of keys, of `count`, that holds all keys these queries see.
  public func keys(from queries: Range<Int>, of count: Int) -> Range<Int> {
    guard let window else { return 0..<(isCausal ? queries.upperBound : count) }
    let first = queries.lowerBound
    let start = isChunked ? first / window * window : max(0, first - window + 1)
    return start..<(isCausal ? queries.upperBound : min(count, queries.upperBound - 1 + window))
  }
}
