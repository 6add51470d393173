import Activations
package import Figures
import Tensors
import Transformers

/// Patterns of at most so many tokens are scored whole as a pass makes them; of longer ones rows are made of queries
/// and keys.
private let longestWhole = 1024

extension Workspace {
  /// Scores of the heads of a selection on each of its prompts.
  ///
  /// Patterns in memory or in a folder come from there. Of prompts that are run now, those of one pass are kept as by
  /// other commands; of more prompts, or of one too large, nothing stays once it is scored.
  package mutating func scores(
    _ scores: [HeadScore], of selection: PatternSelection, for asker: any Asker
  ) throws -> ScoreTable {
    let scoring = HeadScoring(scores, of: selection.heads)
    guard !selection.prompts.isEmpty else {
      throw ShellError(.notFound, "there are no prompts to score")
    }
    let progress = asker.bar("score", total: selection.prompts.count)
    defer { progress.finish() }
    if case .model(let model) = selection.source, selection.weight == nil,
      let missing = try tooMany(selection, model, settings(for: asker))
    {
      return try scoresInPassing(
        scoring, selection, missing, by: model, progress: progress.update, for: asker)
    }
    var table: ScoreTable?
    for batch in batches(of: selection, for: asker) {
      let prompts = try patterns(
        of: batch, layers: selection.heads.layers, from: selection.source,
        weighted: selection.weight, for: asker)
      let part = try scoring(prompts, isCancelled: asker.isCancelled)
      table = table.map { $0.appending(part) } ?? part
      progress.advance(by: prompts.count)
    }
    return table ?? ScoreGathering(scoring, prompts: 0).table
  }

  /// The prompts that have to be run, if they are too many to be kept.
  private mutating func tooMany(
    _ selection: PatternSelection, _ model: LoadedModel, _ settings: Settings
  ) throws -> [PromptRecord]? {
    let facts = try model.scoreFacts()
    let layers = selection.heads.layers
    let missing = uniquePrompts(selection.prompts).filter {
      inMemory($0, layers, by: model, facts) == nil
    }
    if missing.count > settings.batchSize { return missing }
    let points = KeptPoints(patternsOf: layers, by: model.config, facts, settings["keep"])
    let bytes = try missing.reduce(0) { sum, prompt in
      let count = try model.input(for: prompt).ids.count
      return sum + model.config.memory(tokens: count, keeping: points.points(tokens: count))
    }
    return bytes > settings.cacheLimit ? missing : nil
  }

  /// Scores of prompts, some of which are run and forgotten.
  private mutating func scoresInPassing(
    _ scoring: HeadScoring, _ selection: PatternSelection, _ missing: [PromptRecord],
    by model: LoadedModel, progress: (_ done: Int, _ label: String) -> Void, for asker: any Asker
  ) throws -> ScoreTable {
    let layers = selection.heads.layers
    let facts = try model.scoreFacts()
    let settings = settings(for: asker)
    var places: [String: [Int]] = [:]
    for (place, prompt) in selection.prompts.enumerated() {
      places[prompt.hash, default: []].append(place)
    }
    var gathered = ScoreGathering(scoring, prompts: selection.prompts.count)
    let isMissing = Set(missing.map(\.hash))
    for prompt in uniquePrompts(selection.prompts) where !isMissing.contains(prompt.hash) {
      guard let patterns = inMemory(prompt, layers, by: model, facts) else { continue }
      let table = try scoring([patterns], isCancelled: asker.isCancelled)
      for place in places[prompt.hash] ?? [] { gathered.add(table, of: place) }
    }
    let points = KeptPoints(
      patternsOf: layers, by: model.config, facts, settings["keep"],
      largest: model.config.layers * model.config.heads * 4 * longestWhole * longestWhole)
    let run = CaptureRun(
      model: model, points: points, batchSize: settings.batchSize, destination: nil,
      keepsValues: false, sharesBeginnings: settings.prefixLimit > 0)
    let done = selection.prompts.count - missing.count
    var queries: [String: Tensor] = [:]  // of prompts whose keys are still to come
    var labels: [String: [String]] = [:]
    var runs = KeptRuns(limit: 0)
    let report = try run(
      missing, isCancelled: asker.isCancelled,
      watch: { captured, _, _ in progress(done + captured, "score") }, sharing: &runs,
      each: { prompt, point, value in
        guard let layer = point.layer else { return }
        let patterns: LayerPatterns
        if point.kind == .pattern {
          patterns = LayerPatterns(value)
        } else if let own = queries.removeValue(forKey: prompt.hash),
          let scoring = facts.layers[layer]?.scoring
        {
          patterns = LayerPatterns(PatternRows(queries: own, keys: value, scoring: scoring))
        } else {
          queries[prompt.hash] = value
          return
        }
        let tokens = try labels.removeValue(forKey: prompt.hash) ?? model.labels(of: prompt)
        let scores = try scoring.values(
          of: patterns, number: layer, prompt, labels: tokens, isParallel: true,
          isCancelled: asker.isCancelled)
        for place in places[prompt.hash] ?? [] { gathered.add(scores, of: place) }
        if layer != layers.last { labels[prompt.hash] = tokens }
      }, keep: { _, _ in })
    if report.isCancelled { throw CancellationError() }
    tellTruncated(report, model.config.name, for: asker)
    return gathered.table
  }
}
