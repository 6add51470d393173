/// Where each token of a prompt occurred before.
struct TokenRepeats: Sendable {
  /// For each place of the prompt, the earlier places of the same token, from first to last.
  let earlier: [[Int]]

  /// Finds the repeats among `tokens`, a BOS included; none where they are not those of `count` places.
  init(_ tokens: [String], count: Int) {
    guard tokens.count == count else {
      earlier = Array(repeating: [], count: count)
      return
    }
    // By bytes: a vocabulary may have two forms of a letter, which Swift's strings call equal.
    var places: [[UInt8]: [Int]] = [:]
    earlier = tokens.enumerated().map { place, token in
      let token = Array(token.utf8)
      defer { places[token, default: []].append(place) }
      return places[token] ?? []
    }
  }
}
