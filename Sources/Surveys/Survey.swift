internal import Files
internal import Formats
internal import Foundation
internal import Tensors

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
  /// How often what was counted is saved.
  package var saves = Duration.seconds(5)

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
    /// What is wrong with the first of them.
    public var problems: [String] = []
    /// Files that could not be read to their end.
    public var failures: [String] = []
    /// Whether it was stopped.
    public var isCancelled = false
    /// Whether the part was complete before.
    public var wasComplete = false
  }

  /// What is told while it runs: bytes of the files that were read, texts counted.
  public typealias Watching = (_ bytes: Int, _ texts: Int) -> Void

  /// Goes through the texts of `files`, from where an earlier run has stopped.
  ///
  /// - Throws: `FormatError` where files or the folder can't be used, another process is at the part, or a line
  ///   has no text and bad lines are not skipped; what passes and scores throw. What was counted before is kept.
  public func callAsFunction(
    _ files: SurveyFiles, by model: SurveyModel, isCancelled: @Sendable () -> Bool = { false },
    watch: Watching = { _, _ in }
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
    var state = try part.state(settings)
    report.resumed = state.texts
    try folder.writePieces(model.pieces, settings)
    let log = try ScoreLog(
      path: part.logPath, columns: settings.heads.count * settings.scores.count,
      rows: state.windows)
    var stream = TextStream(files, field: settings.field, unit: settings.unit)
    var saved = ContinuousClock.now
    do {
      try skip(state.passed, &stream, isCancelled)
      while try next(&stream, &state, by: model, log, isCancelled, watch) {
        guard ContinuousClock.now - saved >= saves else { continue }
        try part.save(&state, settings)
        saved = .now
      }
    } catch is CancellationError {
      // What was being counted is given up: the state that was saved last is whole.
      report.fill(try part.state(settings))
      report.isCancelled = true
      return report
    }
    try part.save(&state, settings)
    if state.failures.isEmpty {
      try part.finish(state, settings, shard, files, version: version)
    }
    report.fill(state)
    return report
  }

  private func skip(
    _ count: Int, _ stream: inout TextStream, _ isCancelled: () -> Bool
  ) throws {
    for _ in 0..<count {
      if isCancelled() { throw CancellationError() }
      guard try stream.next() != nil else { return }
    }
  }

  /// Counts the next some hundred texts.
  ///
  /// - Returns: Whether there were any.
  private func next(
    _ stream: inout TextStream, _ state: inout PartState, by model: SurveyModel, _ log: ScoreLog,
    _ isCancelled: @Sendable () -> Bool, _ watch: Watching
  ) throws -> Bool {
    watch(stream.position, state.texts)
    var texts: [SurveyText] = []
    var (size, isAtEnd) = (0, false)
    while texts.count < Self.chunkTexts, size < Self.chunkBytes {
      if isCancelled() { throw CancellationError() }
      let item: TextStream.Item?
      do {
        item = try stream.next()
      } catch let failure as FormatError {
        state.failures.append("\(failure)")
        continue
      }
      guard let item else {
        isAtEnd = true
        break
      }
      state.passed += 1
      switch item {
      case .bad(let problem):
        guard skipsBad else { throw problem }
        state.bad += 1
        if state.problems.count < 10 { state.problems.append("\(problem)") }
      case .text(let text):
        size += text.text.utf8.count
        if shard == .whole || shard.takes(text.digest) { texts.append(text) }
      }
    }
    state.texts += texts.count
    let members = try members(of: texts, model)
    var values: [Float] = []
    for batch in Self.batches(members) {
      if isCancelled() { throw CancellationError() }
      values += try SurveyBatch(batch, settings).run(model, into: &state)
      watch(stream.position, state.texts)
    }
    try log.append(values)
    return !isAtEnd
  }

  private func members(
    of texts: [SurveyText], _ model: SurveyModel
  ) throws -> [SurveyBatch.Member] {
    try Parallel.map(texts.count) { index in
      Result { () throws -> [SurveyBatch.Member] in
        let text = texts[index]
        let digest = text.digest
        return try model.windows(text.text).enumerated().map { number, window in
          let key = TextKey(digest, window: number)
          let lot = TextKey(
            Digest.of("\(settings.seed) \(key.description)", by: .md5), window: 0)
          return SurveyBatch.Member(
            window: window, key: key, lot: lot.high, source: text.source, line: text.line)
        }
      }
    }.flatMap { try $0.get() }
  }

  /// Windows that share a pass: of like lengths, and of no more tokens together than keep all cores busy.
  private static func batches(_ members: [SurveyBatch.Member]) -> [[SurveyBatch.Member]] {
    let sorted = members.sorted { $0.window.ids.count > $1.window.ids.count }
    var batches: [[SurveyBatch.Member]] = []
    var tokens = 0
    for member in sorted {
      let count = member.window.ids.count
      if batches.isEmpty || tokens + count > passTokens {
        batches.append([])
        tokens = 0
      }
      batches[batches.count - 1].append(member)
      tokens += count
    }
    return batches
  }

  private static let chunkTexts = 128
  private static let chunkBytes = 1 << 16
  private static let passTokens = 2048
}

extension Survey.Report {
  fileprivate mutating func fill(_ state: PartState) {
    (texts, windows, tokens, lost) = (state.texts, state.windows, state.tokens, state.lost)
    (bad, problems, failures) = (state.bad, state.problems, state.failures)
  }
}
