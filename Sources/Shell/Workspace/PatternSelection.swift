import Activations
import Causal
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
  /// What each pattern is weighted by; nil for nothing.
  var weight: PatternWeight?

  /// The same of the first `limit` prompts, of all without one.
  func first(_ limit: Int?) -> PatternSelection {
    guard let limit, limit < prompts.count else { return self }
    return PatternSelection(
      source: source, prompts: Array(prompts.prefix(limit)), heads: heads, slice: slice,
      hasNamedHeads: hasNamedHeads, weight: weight)
  }

  /// Number of patterns.
  var count: Int { prompts.count * heads.heads.count }
}

extension Workspace {
  /// Hands each pattern of a selection to `body`, prompt by prompt and head by head.
  ///
  /// - Throws: `CancellationError` after Ctrl-C; what `body` throws.
  mutating func forEachPattern(
    of selection: PatternSelection, for console: Console,
    _ body: (Pattern) throws -> Void
  ) throws {
    let progress = console.progress("capture", total: selection.prompts.count)
    defer { progress.finish() }
    var done = 0
    for batch in batches(of: selection) {
      let batch = try patterns(
        of: batch, layers: selection.heads.layers, from: selection.source,
        weighted: selection.weight, for: console)
      for patterns in batch {
        try forEachPattern(of: patterns, selection, for: console, body)
        done += 1
        progress.update(done: done, label: "capture")
      }
    }
  }

  /// All patterns of a selection.
  mutating func patterns(_ selection: PatternSelection, for console: Console) throws -> [Pattern] {
    var patterns: [Pattern] = []
    try forEachPattern(of: selection, for: console) { patterns.append($0) }
    return patterns
  }

  private func forEachPattern(
    of patterns: PromptPatterns, _ selection: PatternSelection, for console: Console,
    _ body: (Pattern) throws -> Void
  ) throws {
    var heads = patterns.heads()
    var labels: [String] = []
    var slice: TokenSlice?
    for head in selection.heads.heads {
      if console.isCancelled() { throw CancellationError() }
      let whole = try heads.rows(head)
      if labels.isEmpty {
        labels = patterns.labels(count: whole.keys.count)
        slice = try selection.slice?.slice(of: labels)
        if let slice, selection.slice?.hasText == true {
          let part = try slice.resolved(
            queries: whole.queries.count, keys: whole.keys.count)
          console.notice("@\(patterns.prompt.hash.prefix(6)): \(part)")
        }
      }
      try body(
        Pattern(
          whole, of: patterns.prompt, head, model: selection.source.name, labels: labels,
          slice: slice))
    }
  }
}
