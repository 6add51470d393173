import Foundation

/// Which keys a query sees.
struct Sight: Sendable {
  /// How many keys up to its own a query sees, and as many from its own on where it sees later ones; nil for all of them.
  let window: Int?
  /// Whether a query sees no key after itself.
  let isCausal: Bool

  /// The keys of `count` that query number `query` sees.
  func keys(from query: Int, of count: Int) -> Range<Int> {
    let first = window.map { max(0, query - $0 + 1) } ?? 0
    guard isCausal else { return first..<(window.map { min(count, query + $0) } ?? count) }
    return first..<query + 1
  }

  /// The keys of `count` that any of these queries sees, from the first one on.
  func reach(of queries: Range<Int>, in count: Int) -> Int {
    isCausal ? queries.upperBound : count
  }
}

/// How a query and a key become a score, and which keys a query sees.
struct Scoring: Sendable {
  let scale: Float
  let sight: Sight
  /// Scores become cap tanh(score / cap).
  var cap: Float?
  /// What a score loses for each token between query and key, one a head.
  var slopes: [Float]?
  /// What a score gains for the distance between query and key.
  var distances: DistanceScores?

  init(scale: Float, sight: Sight) { (self.scale, self.sight) = (scale, sight) }

  init(_ config: ModelConfig, layer: Int, distances: DistanceScores?) {
    self.init(
      scale: config.scoreScale / (config.dividesScoresByLayer ? Float(layer + 1) : 1),
      sight: Sight(window: config.window(in: layer), isCausal: config.isCausal))
    cap = config.scoreCap
    if case .alibi(let slopes) = config.position { self.slopes = slopes }
    self.distances = distances
  }

  /// Caps, slopes and shifts the products of one query with `count` keys, and hides what it does not see.
  func finish(_ row: UnsafeMutablePointer<Float>, head: Int, query: Int, of count: Int) {
    let seen = sight.keys(from: query, of: count)
    if let cap {
      for key in seen { unsafe row[key] = cap * tanh(row[key] / cap) }
    }
    if let slope = slopes?[head] {
      for key in seen { unsafe row[key] -= slope * Float(query - key) }
    }
    if let distances {
      for key in seen { unsafe row[key] += distances.score(head: head, distance: key - query) }
    }
    unsafe row.update(repeating: -.infinity, count: seen.lowerBound)
    unsafe (row + seen.upperBound).update(repeating: -.infinity, count: count - seen.upperBound)
  }
}

/// Learned scores for how far a key is from a query, shared by ranges of distances (Raffel et al., 2020; T5).
struct DistanceScores: Sendable {
  let axes: ModelConfig.Distances
  /// `[buckets, heads]`.
  let table: [Float]
  let heads: Int
  /// The bucket of every distance below the largest that is told apart.
  private let near: [Int]

  init(_ axes: ModelConfig.Distances, table: [Float], heads: Int) {
    (self.axes, self.table, self.heads) = (axes, table, heads)
    near = (0...axes.farthest).map { axes.bucket(of: $0) }
  }

  /// What `head` adds for a key that stands `distance` tokens after the query.
  func score(head: Int, distance: Int) -> Float {
    let ahead = axes.tellsDirection && distance > 0 ? axes.count / 2 : 0
    let far = axes.tellsDirection ? abs(distance) : max(-distance, 0)
    return table[(ahead + near[min(far, axes.farthest)]) * heads + head]
  }
}

extension ModelConfig.Distances {
  /// The bucket of a distance without direction: exact ones first, then wider and wider ranges.
  fileprivate func bucket(of distance: Int) -> Int {
    let buckets = tellsDirection ? count / 2 : count
    let exact = buckets / 2
    guard distance >= exact else { return distance }
    let share =
      log(Float(distance) / Float(exact)) / log(Float(farthest) / Float(exact))
      * Float(buckets - exact)
    return min(exact + Int(share), buckets - 1)
  }
}
