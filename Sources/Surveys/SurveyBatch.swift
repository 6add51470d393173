internal import Activations
internal import Figures
internal import Pictures
internal import Synchronization
internal import Tensors

/// Windows that share a pass, and what is counted of them.
struct SurveyBatch: Sendable {
  /// A window of a text, and where it is from.
  struct Member: Sendable {
    let window: SurveyModel.Window
    /// The same window's tokens in other models.
    var others: [[Int]] = []
    let key: TextKey
    let lot: UInt64
    let source: Int
    let line: Int
  }

  let settings: SurveySettings
  let members: [Member]
  private let repeats: [TokenRepeats]

  init(_ members: [Member], _ settings: SurveySettings) {
    (self.members, self.settings) = (members, settings)
    repeats = members.map { TokenRepeats(ids: $0.window.ids) }
  }

  /// Runs the windows and counts them in `state`.
  ///
  /// - Returns: Their scores, `[windows, heads * scores]`, NaN where a window has none.
  /// - Throws: What the pass or a score throws; `state` is then of no use.
  func run(_ model: SurveyModel, into state: inout PartState) throws -> [Float] {
    let columns = settings.heads.count * settings.scores.count
    var values = [Float](repeating: .nan, count: members.count * columns)
    let shown = Mutex(Set<Int>())
    let layers = Dictionary(uniqueKeysWithValues: settings.layers.map { ($0.layer, $0) })
    var waiting: [Tensor] = []
    try model.run(members.map(\.window.ids), layers.keys.sorted()) { layer, _, patterns in
      waiting.append(patterns)
      guard waiting.count == members.count, let own = layers[layer] else { return }
      let all = waiting
      waiting.removeAll(keepingCapacity: true)
      let failure = Mutex((any Error)?.none)
      try unsafe state.heads.withUnsafeMutableBufferPointer { heads in
        try unsafe values.withUnsafeMutableBufferPointer { values in
          // safe: each head has its own statistics and its own columns
          nonisolated(unsafe) let (heads, values) = unsafe (heads, values)
          Parallel.forEach(own.heads.count) { index in
            let place = own.first + index
            do {
              for (member, patterns) in all.enumerated() {
                let scores = try unsafe count(
                  own.heads[index], patterns, member, in: &heads[place])
                for (score, value) in scores.values.enumerated() {
                  unsafe values[member * columns + place * settings.scores.count + score] = value
                }
                if scores.isShown { shown.withLock { _ = $0.insert(member) } }
              }
            } catch {
              failure.withLock { $0 = $0 ?? error }
            }
          }
          if let error = failure.withLock({ $0 }) { throw error }
        }
      }
    }
    for index in shown.withLock({ $0 }) {
      let member = members[index]
      state.shown[member.key] = ShownText(
        text: member.window.text, ids: member.window.ids, source: member.source,
        line: member.line)
    }
    state.count(members)
    for member in members where settings.countsTokens {
      for (place, id) in member.window.ids.enumerated() {
        state.tokenCounts[id] += 1
        if place > 0 { state.queryCounts[id] += 1 }
      }
    }
    return values
  }

  private func count(
    _ head: Head, _ patterns: Tensor, _ index: Int, in statistics: inout HeadStatistics
  ) throws -> (values: [Float], isShown: Bool) {
    let member = members[index]
    let count = member.window.ids.count
    guard patterns.shape.count == 3, patterns.shape[1] == count, patterns.shape[2] == count else {
      throw FigureError(
        "a survey needs as many queries and keys as tokens, not patterns of shape \(patterns.shape)"
      )
    }
    guard head.index < patterns.shape[0] else {
      throw FigureError("there is no \(head): layer \(head.layer) has \(patterns.shape[0]) heads")
    }
    let size = count * count
    let pattern = patterns.values[head.index * size..<(head.index + 1) * size]
    statistics.add(rowsOf: pattern, ids: member.window.ids, countsTokens: settings.countsTokens)
    let input = ScoreInput(
      AttentionRows(pattern, queries: count, keys: count), repeats: repeats[index])
    let measures = try HeadScore.measures(settings.scores, of: input)
    var isShown = false
    let values = try measures.enumerated().map { score, measure -> Float in
      guard let measure else { return .nan }
      let value = Float(measure.value)
      guard abs(measure.value) <= ExactSum.limit else {
        throw FigureError(
          "score '\(settings.scores[score].name)' of \(head) is \(measure.value) on the text "
            + "@\(member.key.description): a survey takes numbers up to \(ExactSum.limit)")
      }
      let entry = SurveyEntry(value: value, text: member.key, lot: member.lot)
      isShown =
        statistics.add(
          entry, score: score, source: member.source, range: settings.ranges[score],
          limits: settings.limits
        ) { Self.peak(pattern, count: count, query: measure.query) } || isShown
      return value
    }
    return (values, isShown)
  }

  /// Where a pattern is highest: in the row of `query`, if there is one, else in all rows but the first.
  private static func peak(
    _ pattern: ArraySlice<Float>, count: Int, query: Int?
  ) -> (query: Int, key: Int) {
    let rows = query.map { $0..<$0 + 1 } ?? min(1, count - 1)..<count
    let start = pattern.startIndex + rows.lowerBound * count
    let part = pattern[start..<pattern.startIndex + rows.upperBound * count]
    let place = (part.indices.max { part[$0] < part[$1] } ?? start) - pattern.startIndex
    return (place / count, place % count)
  }
}
