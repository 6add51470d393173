internal import Activations
internal import Figures

/// The tables of a survey, made of what was counted.
struct SurveyTables {
  private let settings: SurveySettings
  private let state: PartState
  private let quantiles: [[Double]]  // [head * score][Quantiles.asked]
  private let pieces: [String]
  private let names: [String]

  init(
    _ settings: SurveySettings, _ state: PartState, quantiles: [[Double]], pieces: [String]
  ) {
    (self.settings, self.state, self.quantiles) = (settings, state, quantiles)
    (self.pieces, names) = (pieces, settings.scores.map(\.columnName))
  }

  /// Makes one of the tables.
  ///
  /// - Parameter checkpoint: Called now and then; what it throws ends the making.
  func table(_ kind: SurveyTable.Kind, _ checkpoint: () throws -> Void) rethrows -> SurveyTable {
    switch kind {
    case .heads: heads
    case .sources: sources
    case .top: shown(state.heads.map { $0.top.map { [(nil, $0)] } })
    case .examples: shown(state.heads.map { $0.examples.map { $0.enumerated().map { ($0, $1) } } })
    case .histograms: histograms
    case .tokens: try tokens(checkpoint)
    }
  }

  /// A row a head: each score's mean over windows, spread, quantiles, and the number of windows that have it.
  private var heads: SurveyTable {
    var columns: [(String, SurveyTable.Values)] = [("head", .head(settings.heads))]
    for (score, name) in names.enumerated() {
      let moments = state.heads.map { head in
        head.moments[score].reduce(into: Moments()) { $0.add($1) }
      }
      columns.append((name, .number(moments.map { $0.mean ?? .nan })))
      columns.append((name + "_std", .number(moments.map { $0.deviation ?? .nan })))
      for (place, quantile) in Quantiles.asked.enumerated() {
        let values = settings.heads.indices.map {
          quantiles[$0 * names.count + score][place]
        }
        columns.append((name + Self.suffix(quantile), .number(values)))
      }
      columns.append((name + "_windows", .integer(moments.map(\.count))))
    }
    return SurveyTable(columns)
  }

  /// What the further columns of a score end with.
  static let endings = ["_std", "_windows"] + Quantiles.asked.map(suffix)

  private static func suffix(_ quantile: Double) -> String {
    switch quantile {
    case 0: return "_min"
    case 1: return "_max"
    default:
      let percent = Int((quantile * 100).rounded())
      return "_p" + (percent < 10 ? "0" : "") + "\(percent)"
    }
  }

  /// A row a source, head and score.
  private var sources: SurveyTable {
    var rows: [(source: String, head: Head, score: String, moments: Moments)] = []
    for (source, name) in settings.sources.enumerated() {
      for (place, head) in settings.heads.enumerated() {
        for (score, scoreName) in names.enumerated() {
          rows.append((name, head, scoreName, state.heads[place].moments[score][source]))
        }
      }
    }
    return SurveyTable([
      ("source", .text(rows.map(\.source))), ("head", .head(rows.map(\.head))),
      ("score", .text(rows.map(\.score))), ("windows", .integer(rows.map(\.moments.count))),
      ("mean", .number(rows.map { $0.moments.mean ?? .nan })),
      ("std", .number(rows.map { $0.moments.deviation ?? .nan })),
    ])
  }

  /// A row a text that is shown.
  ///
  /// - Parameter lists: Of each head and score, its lists and the tenth of each, if they have one.
  private func shown(_ lists: [[[(tenth: Int?, list: Shortlist)]]]) -> SurveyTable {
    var rows: [(head: Head, score: String, tenth: Int?, rank: Int, entry: SurveyEntry)] = []
    for (place, head) in settings.heads.enumerated() {
      for (score, name) in names.enumerated() {
        for (tenth, list) in lists[place][score] {
          for (rank, entry) in list.entries.enumerated() {
            rows.append((head, name, tenth, rank + 1, entry))
          }
        }
      }
    }
    func text(_ entry: SurveyEntry) -> ShownText {
      state.shown[entry.text] ?? ShownText(text: "", ids: [], source: 0, line: 0)
    }
    func token(_ entry: SurveyEntry, _ place: Int) -> String {
      let ids = text(entry).ids
      return ids.indices.contains(place) ? piece(ids[place]) : ""
    }
    var columns: [(String, SurveyTable.Values)] = [
      ("head", .head(rows.map(\.head))), ("score", .text(rows.map(\.score))),
    ]
    if rows.contains(where: { $0.tenth != nil }) {
      columns.append(("tenth", .integer(rows.map { ($0.tenth ?? 0) + 1 })))
    }
    columns += [
      ("rank", .integer(rows.map(\.rank))),
      ("value", .number(rows.map { Double($0.entry.value) })),
      ("query", .integer(rows.map(\.entry.query))), ("key", .integer(rows.map(\.entry.key))),
      ("query_token", .text(rows.map { token($0.entry, $0.entry.query) })),
      ("key_token", .text(rows.map { token($0.entry, $0.entry.key) })),
      ("source", .text(rows.map { settings.sources[text($0.entry).source] })),
      ("line", .integer(rows.map { text($0.entry).line })),
      ("hash", .text(rows.map(\.entry.text.description))),
      ("text", .text(rows.map { text($0.entry).text })),
    ]
    return SurveyTable(columns)
  }

  /// A row a head and bin: the share of attention by distance, and of rows by entropy and by the first token's share.
  private var histograms: SurveyTable {
    var rows: [(head: Head, histogram: String, from: Double, to: Double, share: Double)] = []
    for (place, head) in settings.heads.enumerated() {
      let own = state.heads[place]
      let last = Double.infinity
      let distances = Bins.distances.indices.map { bin in
        let next = bin + 1 < Bins.distances.count ? Double(Bins.distances[bin + 1]) : last
        return (Double(Bins.distances[bin]), next)
      }
      let shares = (0..<Bins.shares).map {
        (Double($0) / Double(Bins.shares), Double($0 + 1) / Double(Bins.shares))
      }
      for (name, counts, bins) in [
        ("distance", own.distances, distances), ("entropy", own.entropies, shares),
        ("first", own.firsts, shares),
      ] {
        let sum = counts.total
        for (count, bin) in zip(counts, bins) where count > 0 {
          rows.append((head, name, bin.0, bin.1, Double(count) / sum))
        }
      }
    }
    return SurveyTable([
      ("head", .head(rows.map(\.head))), ("histogram", .text(rows.map(\.histogram))),
      ("from", .number(rows.map(\.from))), ("to", .number(rows.map(\.to))),
      ("share", .number(rows.map(\.share))),
    ])
  }

  /// A row a head and token: those that get most of the head's attention, and those that give most of it to others
  /// than the first.
  private func tokens(_ checkpoint: () throws -> Void) rethrows -> SurveyTable {
    var rows: [(head: Head, way: String, rank: Int, id: Int, share: Double, each: Double)] = []
    for (place, head) in settings.heads.enumerated() {
      let own = state.heads[place]
      for (way, masses, counts) in [
        ("at", own.lookedAt, state.tokenCounts), ("from", own.lookedFrom, state.queryCounts),
      ] {
        try checkpoint()
        let sum = masses.total
        let highest = masses.indices.filter { masses[$0] > 0 }.sorted {
          (masses[$1], $0) < (masses[$0], $1)
        }.prefix(Self.shownTokens)
        for (rank, id) in highest.enumerated() {
          let mass = Double(masses[id])
          let each = mass * HeadStatistics.massUnit / Double(max(1, counts[id]))
          rows.append((head, way, rank + 1, id, mass / sum, each))
        }
      }
    }
    return SurveyTable([
      ("head", .head(rows.map(\.head))), ("way", .text(rows.map(\.way))),
      ("rank", .integer(rows.map(\.rank))), ("id", .integer(rows.map(\.id))),
      ("token", .text(rows.map { piece($0.id) })), ("share", .number(rows.map(\.share))),
      ("each", .number(rows.map(\.each))),
    ])
  }

  private func piece(_ id: Int) -> String {
    pieces.indices.contains(id) ? pieces[id] : String(id)
  }

  private static let shownTokens = 20
}

extension [Int64] {
  /// Their sum, which may have more than 64 bits.
  fileprivate var total: Double { Double(reduce(Int128(0)) { $0 + Int128($1) }) }
}
