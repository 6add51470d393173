package import Activations
import Causal
package import Files
package import Tensors
package import Transformers

/// Runs prompts through a model, and puts the captured values into a folder, into memory, or into a
/// callback.
package struct CaptureRun {
  /// The model that is run.
  package let model: LoadedModel
  /// The hook points to keep of each prompt.
  package let points: KeptPoints
  /// How many prompts share a pass; of prompts with a common beginning only the rest counts.
  package let batchSize: Int
  /// The folder that files are written to; nil for none.
  package let destination: CaptureDestination?
  /// Whether values are to be kept in memory, too.
  package let keepsValues: Bool
  /// Whether a common beginning of prompts is computed once.
  package let sharesBeginnings: Bool

  /// Describes a run; nothing is run yet.
  package init(
    model: LoadedModel, points: KeptPoints, batchSize: Int, destination: CaptureDestination? = nil,
    keepsValues: Bool, sharesBeginnings: Bool
  ) {
    self.model = model
    self.points = points
    self.batchSize = batchSize
    self.destination = destination
    self.keepsValues = keepsValues
    self.sharesBeginnings = sharesBeginnings
  }

  /// What a run has done.
  package struct Report {
    /// Prompts given.
    package var total = 0
    /// Prompts that were given more than once.
    package var repeated = 0
    /// Prompts that were complete already.
    package var skipped = 0
    /// Prompts that were run.
    package var captured = 0
    /// Tokens of the prompts that were run.
    package var tokens = 0
    /// Prompts that were longer than the context and were cut.
    package var truncated = 0
    /// Tokens that were cut from them.
    package var lostTokens = 0
    /// What was wrong with files in the folder that its indexes had to pass over.
    package var problems: [FormatError] = []
    /// Whether the run was cancelled.
    package var isCancelled = false
    /// How many seconds it took.
    package var seconds = 0.0
  }

  /// Called while a run goes on, with the prompts done, those to do, and tokens a second.
  package typealias Watching = (_ done: Int, _ total: Int, _ tokensPerSecond: Double) -> Void

  /// Called with the values of each finished prompt.
  package typealias Keeping = (PromptRecord, ActivationCache) throws -> Void

  /// Called with each value as the pass makes it.
  package typealias Watcher = (PromptRecord, HookPoint, Tensor) throws -> Void

  /// A prompt to run.
  package struct Job: Sendable {
    /// The prompt.
    package let record: PromptRecord
    /// The token ids that the model is given.
    package let ids: [Int]
    /// How many tokens were cut.
    package let lost: Int
  }

  /// Captures `prompts`; those that are finished stay even if a later one fails.
  ///
  /// - Parameters:
  ///   - isCancelled: Asked at every hook point; once true, the pass being computed is given up.
  ///   - watch: Called at least once a layer.
  ///   - runs: Earlier runs of the model that a single prompt may begin like; it is added.
  ///   - each: Sees every value.
  ///   - keep: Called where values are to be kept in memory.
  package func callAsFunction(
    _ prompts: [PromptRecord], isCancelled: () -> Bool, watch: Watching,
    sharing runs: inout KeptRuns, each: Watcher? = nil, keep: Keeping
  ) throws -> Report {
    let clock = ContinuousClock()
    let start = clock.now
    var report = Report()
    report.total = prompts.count
    let jobs = try pending(prompts, &report)
    if let longest = jobs.max(by: { $0.ids.count < $1.ids.count }) { try checkMemory(of: longest) }
    var destination = destination
    try destination?.begin()
    for batch in batches(jobs) {
      let state = report
      func check() throws {
        if isCancelled() { throw CancellationError() }
        let seconds = (clock.now - start) / .seconds(1)
        watch(state.captured, jobs.count, Double(state.tokens) / max(seconds, 1e-9))
      }
      do {
        try capture(
          batch, to: destination, checkpoint: check, sharing: &runs, each: each, keep: keep)
      } catch is CancellationError {
        report.isCancelled = true
        break
      } catch {
        _ = try? destination?.finish()
        throw error
      }
      report.captured += batch.count
      report.tokens += batch.reduce(0) { $0 + $1.ids.count }
      report.truncated += batch.count { $0.lost > 0 }
      report.lostTokens += batch.reduce(0) { $0 + $1.lost }
    }
    report.problems = try destination?.finish() ?? []
    report.seconds = (clock.now - start) / .seconds(1)
    return report
  }

  /// The prompts that are still to do, each once, with its token ids.
  private func pending(_ prompts: [PromptRecord], _ report: inout Report) throws -> [Job] {
    var seen: [String: PromptRecord] = [:]
    var fresh: [PromptRecord] = []
    for prompt in prompts {
      if let first = seen.updateValue(prompt, forKey: prompt.hash) {
        try prompt.check(against: first, in: "the prompts given")
        report.repeated += 1
      } else if let destination, !destination.isForced,
        try points.alternatives.contains(where: { try destination.isComplete(prompt, $0) })
      {
        report.skipped += 1
      } else {
        fresh.append(prompt)
      }
    }
    let (records, model) = (fresh, model)
    return try Parallel.map(records.count) { index in
      Result { () throws -> Job in
        let record = records[index]
        let (ids, lost) = try model.input(for: record)
        let pieces = try model.pieces(of: record)
        return Job(record: record.adding(tokens: pieces), ids: ids, lost: lost)
      }
    }.map { try $0.get() }
  }

  /// Sends a batch through the model, each layer's values to where they belong as they come up.
  private func capture(
    _ batch: [Job], to destination: CaptureDestination?, checkpoint: () throws -> Void,
    sharing runs: inout KeptRuns, each: Watcher?, keep: Keeping
  ) throws {
    let points = points.points(tokens: batch[0].ids.count)
    if batch.count == 1, destination == nil, each == nil, keepsValues,
      isWorthSharing(batch[0].ids, points, runs)
    {
      let run = try model.model.run(
        batch[0].ids, sharing: &runs, capturing: points, checkpoint: checkpoint)
      return try keep(batch[0].record, run.cache)
    }
    let writers = try batch.compactMap { try destination?.writer(for: $0.record) }
    var caches = [ActivationCache](repeating: ActivationCache(), count: batch.count)
    var values: [(point: HookPoint, value: Tensor)] = []  // of one hook point, a prompt each
    func take(_ point: HookPoint, _ prompt: Int, _ value: Tensor) throws {
      if keepsValues { caches[prompt][point] = value }
      try each?(batch[prompt].record, point, value)
      guard let destination else { return }
      values.append((point, value))
      guard values.count == batch.count else { return }
      try destination.append(values, to: writers)
      values.removeAll(keepingCapacity: true)
    }
    if isShared {
      try model.model.run(
        batch.map(\.ids), capturing: points, sharesBeginnings: true, checkpoint: checkpoint
      ) { try take($0, $1, $2) }
    } else {
      try model.edited.run(batch.map(\.ids), capturing: points, checkpoint: checkpoint) {
        try take($0, $1, $2)
      }
    }
    for (writer, job) in zip(writers, batch) { try destination?.finish(writer, of: job.record) }
    if keepsValues { for (job, cache) in zip(batch, caches) { try keep(job.record, cache) } }
  }
}
