/// Which keys a query sees.
public struct Sight: Equatable, Sendable {
  /// How many keys up to its own a query sees; nil for all of them.
  public let window: Int?
  /// Whether a query sees no key after itself.
  public let isCausal: Bool

  /// Says how far back queries see, and whether they see ahead.
  public init(window: Int?, isCausal: Bool) { (self.window, self.isCausal) = (window, isCausal) }

  /// The keys of `count` that the query at place `query` sees.
  public func keys(from query: Int, of count: Int) -> Range<Int> {
    keys(from: query..<query + 1, of: count)
  }

  /// The keys of `count` that any of these queries sees, and those between.
  public func keys(from queries: Range<Int>, of count: Int) -> Range<Int> {
    guard isCausal else { return 0..<count }
    return (window.map { max(0, queries.lowerBound - $0 + 1) } ?? 0)..<queries.upperBound
  }
}
