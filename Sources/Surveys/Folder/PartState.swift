internal import Files
internal import Formats
internal import Foundation

/// What a part of a survey has counted so far.
struct PartState: Equatable, Sendable {
  /// What was read of the files.
  struct Reading: Equatable, Sendable {
    /// Texts of all shards that were passed, good or bad.
    var passed = 0
    /// Texts of this part.
    var texts = 0
    /// Lines without a text, and what is wrong with the first of them.
    var bad = 0
    var problems: [String] = []
    /// Files that ended before their end, or are missing.
    var failures: [String] = []
  }

  var reading = Reading()
  /// Passes behind `reading` that are counted.
  var passes = 0
  /// Windows of texts that were run, their tokens, and tokens past `--max-tokens` that were left out.
  var windows = 0
  var tokens = 0
  var lost = 0
  var heads: [HeadStatistics]
  /// How often each token was read, and read as a query (all but a text's first).
  var tokenCounts: [Int64] = []
  var queryCounts: [Int64] = []
  /// The texts that are shown.
  var shown: [TextKey: ShownText] = [:]

  init(_ settings: SurveySettings) {
    heads = settings.heads.map { _ in
      HeadStatistics(scores: settings.scores.count, sources: settings.sources.count)
    }
    guard settings.countsTokens else { return }
    for index in heads.indices { heads[index].counts(tokens: settings.vocabulary) }
    tokenCounts = Array(repeating: 0, count: settings.vocabulary)
    queryCounts = tokenCounts
  }

  var texts: Int { reading.texts }

  /// Counts windows with their tokens.
  mutating func count(_ members: [SurveyBatch.Member]) {
    for member in members {
      windows += 1
      tokens += member.window.ids.count
      lost += member.window.lost
    }
  }

  /// Counts what another part knows.
  ///
  /// - Returns: Whether all sums are numbers of 64 bits; false also for what no survey has written.
  mutating func add(_ other: PartState, limits: HeadStatistics.Limits) -> Bool {
    windows += other.windows
    tokens += other.tokens
    lost += other.lost
    reading.texts += other.texts
    shown.merge(other.shown) { mine, _ in mine }
    return heads.indices.allSatisfy { heads[$0].add(other.heads[$0], limits: limits) }
      && tokenCounts.add(other.tokenCounts) && queryCounts.add(other.queryCounts)
  }

  /// Lets texts go that no head shows any more.
  mutating func forgetUnshown() {
    let kept = heads.reduce(into: Set<TextKey>()) { $0.formUnion($1.shown) }
    shown = shown.filter { kept.contains($0.key) }
  }
}

/// A text that is shown among the highest or the examples.
struct ShownText: Equatable, Sendable {
  let text: String
  let ids: [Int]
  let source: Int
  let line: Int
}
