import Activations
import Tensors
import Terminal
import Transformers

/// The patterns that a command is about: heads of prompts, or parts of them.
struct PatternSelection {
  let source: Source
  let prompts: [PromptRecord]
  let heads: HeadSelection
  /// The tokens of each; nil for all.
  let slice: SliceText?
  /// Whether heads were named, and not just all meant.
  let hasNamedHeads: Bool

  /// The same of the first `limit` prompts, of all without one.
  func first(_ limit: Int?) -> PatternSelection {
    guard let limit, limit < prompts.count else { return self }
    return PatternSelection(
      source: source, prompts: Array(prompts.prefix(limit)), heads: heads, slice: slice,
      hasNamedHeads: hasNamedHeads)
  }

  /// Number of patterns.
  var count: Int { prompts.count * heads.heads.count }
}

extension Session {
  /// Hands each pattern of a selection to `body`, prompt by prompt and head by head.
  ///
  /// Prompts that the cache lacks are captured on the way, several at a time, and no farther than
  /// the last layer that is asked for.
  ///
  /// - Throws: `CancellationError` after Ctrl-C; what `body` throws.
  mutating func forEachPattern(
    of selection: PatternSelection, _ body: (Pattern) throws -> Void
  ) throws {
    let size = max(1, settings.batchSize)
    let progress = self.progress("capture", total: selection.prompts.count)
    defer { progress.finish() }
    for start in stride(from: 0, to: selection.prompts.count, by: size) {
      let batch = selection.prompts[start..<min(start + size, selection.prompts.count)]
      if case .model(let model) = selection.source {
        try capture(Array(batch), layers: selection.heads.layers, by: model)
      }
      for prompt in batch {
        for pattern in try patterns(of: prompt, selection) {
          if isCancelled() { throw CancellationError() }
          try body(pattern)
        }
      }
      progress.update(done: start + batch.count, label: "capture")
    }
  }

  /// All patterns of a selection.
  mutating func patterns(_ selection: PatternSelection) throws -> [Pattern] {
    var patterns: [Pattern] = []
    try forEachPattern(of: selection) { patterns.append($0) }
    return patterns
  }

  private mutating func patterns(
    of prompt: PromptRecord, _ selection: PatternSelection
  ) throws -> [Pattern] {
    var labels: [String] = []
    var slice: TokenSlice?
    return try selection.heads.heads.map { head in
      let whole = try matrix(of: prompt, head, from: selection.source)
      if labels.isEmpty {
        labels = try selection.source.labels(of: prompt, tokens: whole.rows)
        slice = try selection.slice?.slice(of: labels)
        if let slice, selection.slice?.hasText == true {
          let part = try slice.resolved(queries: whole.rows, keys: whole.columns)
          notice("@\(prompt.hash.prefix(6)): \(part)")
        }
      }
      return try Pattern(
        whole, of: prompt, head, model: selection.source.name, labels: labels,
        slice: slice)
    }
  }

  /// Captures the patterns of `layers` of prompts whose cache lacks them, in one pass.
  mutating func capture(
    _ prompts: [PromptRecord], layers: [Int], by model: LoadedModel
  ) throws {
    let points = CaptureSet(layers.map { .pattern($0) })
    let missing = prompts.filter { prompt in
      let values = cache.values(PatternCache.Key(prompt, of: model.config.name))
      return !points.points.allSatisfy { values?[$0] != nil }
    }
    // One prompt is captured when it is asked for, with a notice of what was cut off.
    guard missing.count > 1 else { return }
    let run = CaptureRun(
      model: model, points: points, batchSize: missing.count, destination: nil)
    var shared = self
    var evicted = 0
    defer { self = shared }
    let report = try run(
      missing, isCancelled: shared.isCancelled, watch: { _, _, _ in },
      keep: { prompt, values in
        let key = PatternCache.Key(prompt, of: model.config.name)
        var all = shared.cache.values(key) ?? ActivationCache()
        for point in values.points { all[point] = values[point] }
        evicted += shared.keep(all, of: prompt, by: model)
      })
    if report.isCancelled { throw CancellationError() }
    shared.tellEvicted(evicted)
  }
}
