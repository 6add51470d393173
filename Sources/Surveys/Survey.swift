internal import Files
internal import Formats
internal import Foundation

/// One pass over texts that keeps statistics of heads and no pattern: a part of a survey, into its folder.
///
/// What has been counted is saved every few seconds, so that a run that ends, however it ends, is gone on with.
public struct Survey: Sendable {
  let settings: SurveySettings
  let folder: SurveyFolder
  let shard: Shard
  let skipsBad: Bool
  /// Who made it, for the manifest: the program's version.
  let version: String
  /// How often a run saves its state.
  public var saves = Duration.seconds(5)

  /// Prepares a part of a survey in the folder at `path`.
  ///
  /// - Parameter skipsBad: Whether lines without a text are counted and passed over.
  public init(
    _ settings: SurveySettings, in path: String, shard: Shard = .whole, skipsBad: Bool = false,
    version: String
  ) {
    (self.settings, folder, self.shard) = (settings, SurveyFolder(path: path), shard)
    (self.skipsBad, self.version) = (skipsBad, version)
  }

  /// What a run has done.
  public struct Report: Sendable {
    /// Texts of this part, all runs together.
    public var texts = 0
    /// Windows that were read of them.
    public var windows = 0
    /// Tokens of the windows.
    public var tokens = 0
    /// Tokens past the longest that is read.
    public var lost = 0
    /// Texts that an earlier run had counted.
    public var resumed = 0
    /// Lines without a text.
    public var bad = 0
    /// The problems of the first bad lines.
    public var problems: [String] = []
    /// Files that could not be read to their end.
    public var failures: [String] = []
    /// Whether it was stopped.
    public var isCancelled = false
    /// Whether the part was complete before.
    public var wasComplete = false

    /// Nothing is done yet.
    public init() {}
  }

  /// Called while it runs, with the bytes read and the texts counted.
  public typealias Watching = (_ bytes: Int, _ texts: Int) -> Void

  /// Counts the texts of `files`, going on where an earlier run has stopped.
  ///
  /// - Parameter isEnding: Whether to end behind the pass that runs, or while texts are read, and write what is
  ///   counted; `isCancelled` gives up what is being counted.
  /// - Throws: `FormatError` where files or the folder can't be used, another process is at the part, or a line
  ///   has no text and bad lines are not skipped; what passes and scores throw. What was counted before is kept.
  public func callAsFunction(
    _ files: SurveyFiles, by model: SurveyModel, isCancelled: @Sendable () -> Bool = { false },
    isEnding: () -> Bool = { false }, watch: Watching = { _, _ in }
  ) throws -> Report {
    let part = try PartFolder(folder.part(shard))
    var report = Report()
    if let manifest = try part.manifest() {
      if let difference = settings.difference(from: manifest["settings"]) {
        throw FormatError(path: part.path, problem: difference)
      }
      report.fill(try PartState(path: part.statePath, settings))
      (report.wasComplete, report.resumed) = (true, report.texts)
      return report
    }
    try folder.claim(settings, for: shard)
    var state = try part.state(settings)
    report.resumed = state.texts
    try folder.writePieces(model.pieces, settings)
    let log = try ScoreLog(
      path: part.logPath, columns: settings.heads.count * settings.scores.count,
      rows: state.windows)
    var stream = WindowStream(files, settings, shard: shard, skipsBad: skipsBad)
    var saved = ContinuousClock.now
    func isStopped() -> Bool { isCancelled() || isEnding() }
    do {
      try stream.skip(state.reading.passed, isStopped)
      while true {
        watch(stream.position, state.texts)
        let before = state.reading
        let members: [SurveyBatch.Member]?
        do {
          members = try stream.next([model], counting: &state, isStopped)
        } catch is CancellationError {
          // No pass has begun: all that was counted before is whole.
          state.reading = before
          if state.windows > 0 { try part.save(&state, settings) }
          throw CancellationError()
        }
        guard let members else { break }
        // Until all of them are counted the state says where they begin, and how many passes are done.
        let after = state.reading
        state.reading = before
        for batch in WindowStream.batches(members).dropFirst(state.passes) {
          if isCancelled() { throw CancellationError() }
          try log.append(try SurveyBatch(batch, settings).run(model, into: &state))
          state.passes += 1
          watch(stream.position, after.texts)
          guard isEnding() || ContinuousClock.now - saved >= saves else { continue }
          try part.save(&state, settings)
          saved = .now
          guard !isEnding() else { throw CancellationError() }
        }
        (state.reading, state.passes) = (after, 0)
      }
    } catch is CancellationError {
      // What was being counted is given up: the state that was saved last is whole.
      report.fill(try part.state(settings))
      report.isCancelled = true
      return report
    }
    try part.save(&state, settings)
    if state.reading.failures.isEmpty {
      try part.finish(state, settings, shard, files, version: version)
    }
    report.fill(state)
    return report
  }
}

extension Survey.Report {
  mutating func fill(_ state: PartState) {
    (texts, windows, tokens, lost) = (state.texts, state.windows, state.tokens, state.lost)
    (bad, problems, failures) = (
      state.reading.bad, state.reading.problems, state.reading.failures
    )
  }
}
