internal import Figures

extension Survey {
  /// Means and spreads of scores over texts, for which nothing is written.
  ///
  /// - Returns: A row a head: each score's mean over windows, `_std` (n - 1) and `_windows`; and what was read.
  /// - Throws: What passes and scores throw; `FormatError` for a line without a text; `CancellationError`.
  public static func means(
    _ settings: SurveySettings, of files: SurveyFiles, by model: SurveyModel,
    skipsBad: Bool = false, isCancelled: @Sendable () -> Bool = { false },
    watch: Watching = { _, _ in }
  ) throws -> (table: SurveyTable, report: Report) {
    var settings = settings
    (settings.top, settings.examples, settings.countsTokens) = (0, 0, false)
    var state = PartState(settings)
    var stream = WindowStream(files, settings, skipsBad: skipsBad)
    while let members = try stream.next([model], counting: &state, isCancelled) {
      for batch in WindowStream.batches(members) {
        if isCancelled() { throw CancellationError() }
        _ = try SurveyBatch(batch, settings).run(model, into: &state)
        watch(stream.position, state.texts)
      }
    }
    var columns: [(String, SurveyTable.Values)] = [("head", .head(settings.heads))]
    for (score, name) in settings.scores.map(\.columnName).enumerated() {
      let moments = state.heads.map { head in
        head.moments[score].reduce(into: Moments()) { $0.add($1) }
      }
      columns.append((name, .number(moments.map { $0.mean ?? .nan })))
      columns.append((name + "_std", .number(moments.map { $0.deviation ?? .nan })))
      columns.append((name + "_windows", .integer(moments.map(\.count))))
    }
    var report = Report()
    report.fill(state)
    return (SurveyTable(columns), report)
  }
}
