/// The texts of files, some hundred at a time, cut as a survey cuts them.
public struct TextReader: Sendable {
  private let files: SurveyFiles
  private let settings: SurveySettings
  private let model: SurveyModel
  private let skipsBad: Bool

  /// Reads `files` as `settings` say, each text in the windows of a model.
  public init(
    _ files: SurveyFiles, _ settings: SurveySettings, by model: SurveyModel, skipsBad: Bool
  ) {
    (self.files, self.settings, self.model, self.skipsBad) = (files, settings, model, skipsBad)
  }

  /// Hands the texts to `body`.
  ///
  /// - Returns: What was read.
  /// - Throws: `FormatError` for a line without a text; what `body` throws; `CancellationError`.
  public func forEachChunk(
    isCancelled: @Sendable () -> Bool, watch: Survey.Watching, _ body: ([String]) throws -> Void
  ) throws -> Survey.Report {
    var state = PartState(settings)
    var stream = WindowStream(files, settings, skipsBad: skipsBad)
    while let members = try stream.next([model], counting: &state, isCancelled) {
      watch(stream.position, state.texts)
      state.count(members)
      try body(members.map(\.window.text))
    }
    var report = Survey.Report()
    report.fill(state)
    return report
  }
}
