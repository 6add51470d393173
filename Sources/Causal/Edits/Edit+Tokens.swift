extension Edit.Tokens {
  /// Whether every token is meant.
  var isAll: Bool { if case .all = self { true } else { false } }

  /// Whether none is, in any text.
  var isNone: Bool { if case .at(let places) = self { places.isEmpty } else { false } }

  /// Whether the same tokens are meant when the text grows.
  var isFixed: Bool {
    switch self {
    case .all: true
    case .at(let places): places.allSatisfy { $0 >= 0 }
    case .range(let from, let to): from ?? 0 >= 0 && to ?? 0 >= 0
    case .found: false
    }
  }

  /// The first token that is meant in any text.
  var first: Int {
    switch self {
    case .at(let places): max(0, places.min() ?? 0)
    case .range(let from, _): max(0, from ?? 0)
    case .all, .found: 0
    }
  }

  /// Whether both may name one token.
  func overlaps(_ other: Edit.Tokens) -> Bool {
    guard case .at(let places) = self, case .at(let others) = other else { return true }
    return (places + others).contains { $0 < 0 } || !Set(places).isDisjoint(with: others)
  }

  /// The places in a text of `ids`, in order.
  ///
  /// - Parameter isGrowing: Whether tokens may come that are not there yet: what is outside is then left out.
  /// - Throws: `CausalError` for a token that is not there; what looks for a description throws.
  func resolved(in ids: [Int], isGrowing: Bool = false) throws -> [Int] {
    let count = ids.count
    switch self {
    case .all: return Array(0..<count)
    case .at(let places):
      let resolved = places.map { $0 < 0 ? $0 + count : $0 }
      if !isGrowing, let bad = resolved.firstIndex(where: { !(0..<count).contains($0) }) {
        throw CausalError(
          "there is no token \(places[bad]): the text has \(count), numbered 0-\(count - 1)")
      }
      return Array(Set(resolved.filter { (0..<count).contains($0) })).sorted()
    case .range(let from, let to):
      func bound(_ place: Int) -> Int { min(max(place < 0 ? place + count : place, 0), count) }
      let (start, end) = (bound(from ?? 0), bound(to ?? count))
      guard start < end || isGrowing else {
        throw CausalError(
          "there are no tokens \(from.map { String($0) } ?? ""):\(to.map { String($0) } ?? ""): "
            + "the text has \(count)")
      }
      return Array(start..<max(start, end))
    case .found(_, let places):
      guard isGrowing else { return Array(try places(ids)) }
      return (try? places(ids)).map(Array.init) ?? []
    }
  }
}
