/// Where each token of a prompt occurred before.
public struct TokenRepeats: Sendable {
  /// For each place of the prompt, the earlier places of the same token, from first to last.
  let earlier: [[Int]]

  /// Finds the repeats among `tokens`, a BOS included; none where they are not those of `count`
  /// places.
  init(_ tokens: [String], count: Int) {
    // By bytes: a vocabulary may have two forms of a letter, which Swift's strings call equal.
    earlier =
      tokens.count == count
      ? Self.earlier(tokens.map { Array($0.utf8) }) : Array(repeating: [], count: count)
  }

  /// Finds the repeats among token ids, a BOS included.
  public init(ids: [Int]) { earlier = Self.earlier(ids) }

  private static func earlier<Token: Hashable>(_ tokens: [Token]) -> [[Int]] {
    var places: [Token: [Int]] = [:]
    return tokens.enumerated().map { place, token in
      defer { places[token, default: []].append(place) }
      return places[token] ?? []
    }
  }
}
