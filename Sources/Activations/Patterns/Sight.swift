/// Which keys a query sees.
public struct Sight: Equatable, Sendable {
  /// How many keys up to its own a query sees, and as many from its own on where it sees later ones; nil for all of them.
  public let window: Int?
  /// Whether a query sees no key after itself.
  public let isCausal: Bool
  /// Whether the text is cut into parts as long as the window, and a query sees no key of an earlier part (Llama 4).
  public let isChunked: Bool

  /// Says how far back queries see, and whether they see ahead.
  public init(window: Int?, isCausal: Bool, isChunked: Bool = false) {
    (self.window, self.isCausal, self.isChunked) = (window, isCausal, isChunked)
  }

  /// The keys of `count` that the query at place `query` sees.
  public func keys(from query: Int, of count: Int) -> Range<Int> {
    keys(from: query..<query + 1, of: count)
  }

  /// The keys of `count` that any of these queries sees, and those between.
  public func keys(from queries: Range<Int>, of count: Int) -> Range<Int> {
    guard let window else { return 0..<(isCausal ? queries.upperBound : count) }
    let first = queries.lowerBound
    let start = isChunked ? first / window * window : max(0, first - window + 1)
    return start..<(isCausal ? queries.upperBound : min(count, queries.upperBound - 1 + window))
  }
}
