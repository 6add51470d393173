package import Activations
package import Causal
import Text
package import Transformers

/// The most bytes of text whose prompts are captured together.
private let longestBatch = 32_000

extension Workspace {
  /// The patterns of `layers` of prompts, in the order of `prompts`: all commands get patterns
  /// here.
  ///
  /// Those of a folder come from there, those of a model from memory, else from `saved`. What neither has
  /// is captured now, each prompt once, all layers of all prompts in one pass through the model.
  ///
  /// - Parameter weight: What they are weighted by, which takes a pass each time.
  /// - Throws: `CancellationError` after Ctrl-C, `ActivationsMismatchError` where `saved` has another text
  ///   under a prompt's hash, `ShellError` or `FormatError` where a prompt can't be
  ///   read or run.
  package mutating func patterns(
    of prompts: [PromptRecord], layers: [Int], from source: Source,
    savedIn saved: CaptureStore? = nil, weighted weight: AttentionWeighting? = nil,
    for asker: any Asker
  ) throws -> [PromptPatterns] {
    if let weight {
      return try weightedPatterns(
        of: prompts, layers: layers, from: source, by: weight, for: asker)
    }
    switch source {
    case .folder(let folder):
      return prompts.map { PromptPatterns(savedIn: folder.store, of: $0, model: folder.name) }
    case .model(let model):
      let name = model.config.name
      try saved?.checkEdits(of: model.configFields, named: name)
      let facts = try model.scoreFacts()
      let points = KeptPoints(
        patternsOf: layers, by: model.config, facts, settings(for: asker)["keep"])
      let complete = [points.points] + (facts.points(of: layers).map { [$0] } ?? [])
      var found: [String: PromptPatterns] = [:]
      var missing: [PromptRecord] = []
      for prompt in prompts where found[prompt.hash] == nil {
        try saved?.check(prompt, of: name)
        if let patterns = inMemory(prompt, layers, by: model, facts) {
          found[prompt.hash] = patterns
        } else if let saved,
          complete.contains(where: {
            saved.captured(prompt.hash, of: name).isSuperset(of: $0.points)
          })
        {
          found[prompt.hash] = PromptPatterns(
            savedIn: saved, of: try saved.prompt(prompt.hash, of: name), model: name)
        } else {
          missing.append(prompt)
        }
      }
      for (prompt, values) in try capture(missing, points, by: model, for: asker) {
        found[prompt.hash] = PromptPatterns(
          values, of: prompt, labels: try model.labels(of: prompt), scoring: facts)
      }
      return prompts.compactMap { found[$0.hash] }
    }
  }

  /// Divides the prompts of a selection into passes, fewer long prompts in each; one part if none
  /// needs a pass.
  package func batches(
    of selection: PatternSelection, for asker: any Asker
  ) -> [[PromptRecord]] {
    guard case .model = selection.source else { return [selection.prompts] }
    let most = max(1, settings(for: asker).batchSize)
    var batches: [[PromptRecord]] = []
    var characters = 0
    for prompt in selection.prompts {
      let own = prompt.text.utf8.count
      if let last = batches.last, last.count < most,
        characters + own <= longestBatch
      {
        batches[batches.count - 1].append(prompt)
        characters += own
      } else {
        batches.append([prompt])
        characters = own
      }
    }
    return batches
  }

  /// The patterns of a prompt if all of `layers` are in memory.
  package mutating func inMemory(
    _ prompt: PromptRecord, _ layers: [Int], by model: LoadedModel, _ facts: ScoreFacts
  ) -> PromptPatterns? {
    let key = CapturedValues.Key(prompt, of: model.config.name)
    guard let values = cache.values(key),
      layers.allSatisfy({
        values[.pattern($0)] != nil || facts.rows($0, of: values) != nil
      })
    else { return nil }
    let record = (try? model.pieces(of: prompt)).map { prompt.adding(tokens: $0) } ?? prompt
    return PromptPatterns(
      values, of: record, labels: try? model.labels(of: prompt), scoring: facts)
  }

  /// The kept runs of a model, with the memory that the settings allow.
  package func runs(of model: LoadedModel, for asker: any Asker) -> KeptRuns {
    let limit = settings(for: asker).prefixLimit
    if let runs = keptRuns[model.config.name], runs.limit == limit { return runs }
    return KeptRuns(limit: limit)
  }

  /// Runs prompts in one pass, and keeps what was asked for.
  private mutating func capture(
    _ prompts: [PromptRecord], _ points: KeptPoints, by model: LoadedModel, for asker: any Asker
  ) throws -> [(prompt: PromptRecord, values: ActivationCache)] {
    if prompts.isEmpty { return [] }
    var captured: [(prompt: PromptRecord, values: ActivationCache)] = []
    let run = CaptureRun(
      model: model, points: points, batchSize: prompts.count, destination: nil,
      keepsValues: true, sharesBeginnings: settings(for: asker).prefixLimit > 0)
    var runs = runs(of: model, for: asker)
    keptRuns[model.config.name] = nil  // moved, not copied
    defer { keptRuns[model.config.name] = runs }
    let report = try run(
      prompts, isCancelled: asker.isCancelled, watch: { _, _, _ in }, sharing: &runs,
      keep: { captured.append(($0, $1)) })
    if report.isCancelled { throw CancellationError() }
    tellTruncated(report, model.config.name, for: asker)
    var evicted = 0
    for place in captured.indices {
      let key = CapturedValues.Key(captured[place].prompt, of: model.config.name)
      // What was captured before stays beside it.
      var all = cache.values(key) ?? ActivationCache()
      for point in captured[place].values.points { all[point] = captured[place].values[point] }
      captured[place].values = all
      evicted += keep(all, of: captured[place].prompt, by: model, for: asker)
    }
    tellEvicted(evicted, for: asker)
    return captured
  }

  /// Tells the asker that prompts were cut to the model's context.
  package func tellTruncated(_ report: CaptureRun.Report, _ model: String, for asker: any Asker) {
    guard report.truncated > 0 else { return }
    if report.captured == 1 {
      asker.notice(
        "the prompt has \(report.tokens + report.lostTokens) tokens; \(model) reads the first "
          + "\(report.tokens)")
    } else {
      asker.notice(
        "\(counted(report.truncated, "prompt")) longer than \(model) reads: "
          + "\(counted(report.lostTokens, "token")) cut off")
    }
  }

  /// Keeps what was captured of a prompt.
  ///
  /// - Returns: How many prompts had to go for it, which is to be told.
  package mutating func keep(
    _ values: ActivationCache, of prompt: PromptRecord, by model: LoadedModel,
    for asker: any Asker
  ) -> Int {
    let key = CapturedValues.Key(prompt, of: model.config.name)
    return cache.insert(values, for: key, limit: settings(for: asker).cacheLimit).count
  }

  /// Tells the asker how many prompts were dropped from memory, if any.
  package func tellEvicted(_ count: Int, for asker: any Asker) {
    guard count > 0 else { return }
    asker.notice(
      "the cache is full (cache.max is \(byteText(settings(for: asker).cacheLimit))): "
        + "\(counted(count, "prompt")), used longest ago, let go")
  }
}
