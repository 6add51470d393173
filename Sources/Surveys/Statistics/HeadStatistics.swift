internal import Figures
internal import Foundation

/// What a survey knows of one head: the same whatever the order of its texts.
struct HeadStatistics: Equatable, Sendable {
  /// Of each score at each source, `[score][source]`.
  var moments: [[Moments]]
  /// Of each score, its highest texts.
  var top: [Shortlist]
  /// Of each score and tenth of its range, texts drawn by lot, `[score][tenth]`.
  var examples: [[Shortlist]]
  /// Attention by distance, over the bins of `Bins.distances`, in `HeadStatistics.massUnit`.
  var distances: [Int64]
  /// Rows by their entropy over that of an even row, and by their attention to the first token.
  var entropies: [Int64]
  var firsts: [Int64]
  /// By token: attention that it got, and attention that it gave to tokens other than the first; in `massUnit`.
  var lookedAt: [Int64] = []
  var lookedFrom: [Int64] = []

  /// What attention is counted in: 2^-30, so that 8 thousand million rows fit.
  static let massUnit = 0x1p-30

  init(scores: Int, sources: Int) {
    moments = Array(repeating: Array(repeating: Moments(), count: sources), count: scores)
    top = Array(repeating: Shortlist(), count: scores)
    examples = Array(repeating: Array(repeating: Shortlist(), count: 10), count: scores)
    distances = Array(repeating: 0, count: Bins.distances.count)
    entropies = Array(repeating: 0, count: Bins.shares)
    firsts = entropies
  }

  /// Counts one value of a score.
  ///
  /// - Parameter place: Where the score is highest; asked only for a text that is shown.
  /// - Returns: Whether the text is now among those that are shown.
  mutating func add(
    _ entry: SurveyEntry, score: Int, source: Int, range: ClosedRange<Double>, limits: Limits,
    place: () -> (query: Int, key: Int)
  ) -> Bool {
    moments[score][source].add(Double(entry.value))
    let tenth = Bins.tenth(Double(entry.value), of: range)
    let isTop = top[score].takes(entry, limit: limits.top) { $0.isHigher(than: $1) }
    let isDrawn = examples[score][tenth].takes(entry, limit: limits.examples) {
      $0.isDrawn(before: $1)
    }
    guard isTop || isDrawn else { return false }
    var entry = entry
    (entry.query, entry.key) = place()
    if isTop { top[score].insert(entry, limit: limits.top) { $0.isHigher(than: $1) } }
    if isDrawn {
      examples[score][tenth].insert(entry, limit: limits.examples) { $0.isDrawn(before: $1) }
    }
    return true
  }

  /// How many texts are kept.
  struct Limits: Equatable, Sendable {
    /// Of a score's highest.
    var top: Int
    /// Of each tenth of a score's range.
    var examples: Int
  }

  /// Counts the rows of a pattern but the first, `[query, key]`.
  mutating func add(rowsOf pattern: ArraySlice<Float>, ids: [Int], countsTokens: Bool) {
    let count = ids.count
    unsafe pattern.withUnsafeBufferPointer { values in
      for query in 1..<max(count, 1) {
        let row = unsafe UnsafeBufferPointer(rebasing: values[query * count..<(query + 1) * count])
        var (entropy, seen) = (Float(0), 0)
        for key in 0..<count {
          let weight = unsafe row[key]
          guard weight > 0 else { continue }
          seen += 1
          if weight < 1 { entropy -= weight * logf(weight) }
          let mass = Self.mass(weight)
          distances[Bins.distance(abs(query - key))] += mass
          if countsTokens { lookedAt[ids[key]] += mass }
        }
        let first = unsafe row[0]
        entropies[seen > 1 ? Bins.share(entropy / logf(Float(seen))) : 0] += 1
        firsts[Bins.share(first)] += 1
        if countsTokens { lookedFrom[ids[query]] += Self.mass(max(0, 1 - first)) }
      }
    }
  }

  private static func mass(_ weight: Float) -> Int64 { Int64((weight * 0x1p30).rounded()) }

  /// Makes room for the tokens of a vocabulary.
  mutating func counts(tokens: Int) {
    guard lookedAt.isEmpty else { return }
    lookedAt = Array(repeating: 0, count: tokens)
    lookedFrom = lookedAt
  }

  /// Counts what another part of the survey knows.
  ///
  /// - Returns: Whether all sums are numbers of 64 bits.
  mutating func add(_ other: HeadStatistics, limits: Limits) -> Bool {
    for score in moments.indices {
      for source in moments[score].indices {
        moments[score][source].add(other.moments[score][source])
      }
      for entry in other.top[score].entries {
        top[score].insert(entry, limit: limits.top) { $0.isHigher(than: $1) }
      }
      for tenth in examples[score].indices {
        for entry in other.examples[score][tenth].entries {
          examples[score][tenth].insert(entry, limit: limits.examples) { $0.isDrawn(before: $1) }
        }
      }
    }
    return distances.add(other.distances) && entropies.add(other.entropies)
      && firsts.add(other.firsts) && lookedAt.add(other.lookedAt)
      && lookedFrom.add(other.lookedFrom)
  }

  /// The texts that are shown.
  var shown: Set<TextKey> {
    Set((top + examples.joined()).flatMap { $0.entries.map(\.text) })
  }
}

extension [Int64] {
  /// Adds as many numbers of another part; false where a sum is none of 64 bits.
  mutating func add(_ others: [Int64]) -> Bool {
    for index in others.indices {
      let (sum, overflow) = self[index].addingReportingOverflow(others[index])
      guard !overflow else { return false }
      self[index] = sum
    }
    return true
  }
}
