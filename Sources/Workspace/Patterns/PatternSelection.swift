package import Activations
package import Causal
import Tensors
import Transformers

/// The patterns that a command works on: heads of prompts, or parts of them.
package struct PatternSelection {
  package let source: Source
  package let prompts: [PromptRecord]
  package let heads: HeadSelection
  /// The slice of each pattern; nil for all of it.
  package let slice: SliceText?
  /// Whether the user named heads; false if all heads were taken by default.
  package let hasNamedHeads: Bool
  /// What weights are multiplied with; nil for nothing.
  package var weight: AttentionWeighting?

  /// Selects heads of prompts; all tokens without a slice.
  package init(
    source: Source, prompts: [PromptRecord], heads: HeadSelection, slice: SliceText?,
    hasNamedHeads: Bool, weight: AttentionWeighting? = nil
  ) {
    self.source = source
    self.prompts = prompts
    self.heads = heads
    self.slice = slice
    self.hasNamedHeads = hasNamedHeads
    self.weight = weight
  }

  /// The same selection of the first `limit` prompts; of all if that is nil.
  package func first(_ limit: Int?) -> PatternSelection {
    guard let limit, limit < prompts.count else { return self }
    return PatternSelection(
      source: source, prompts: Array(prompts.prefix(limit)), heads: heads, slice: slice,
      hasNamedHeads: hasNamedHeads, weight: weight)
  }

  /// Number of patterns.
  package var count: Int { prompts.count * heads.heads.count }
}

extension Workspace {
  /// Calls `body` with each pattern of a selection, prompt by prompt and head by head.
  ///
  /// - Throws: `CancellationError` after Ctrl-C; what `body` throws.
  package mutating func forEachPattern(
    of selection: PatternSelection, for asker: any Asker,
    _ body: (Pattern) throws -> Void
  ) throws {
    let progress = asker.bar("capture", total: selection.prompts.count)
    defer { progress.finish() }
    var done = 0
    for batch in batches(of: selection, for: asker) {
      let batch = try patterns(
        of: batch, layers: selection.heads.layers, from: selection.source,
        weighted: selection.weight, for: asker)
      for patterns in batch {
        try forEachPattern(of: patterns, selection, for: asker, body)
        done += 1
        progress.update(done: done, label: "capture")
      }
    }
  }

  /// All patterns of a selection.
  package mutating func patterns(_ selection: PatternSelection, for asker: any Asker) throws
    -> [Pattern]
  {
    var patterns: [Pattern] = []
    try forEachPattern(of: selection, for: asker) { patterns.append($0) }
    return patterns
  }

  private func forEachPattern(
    of patterns: PromptPatterns, _ selection: PatternSelection, for asker: any Asker,
    _ body: (Pattern) throws -> Void
  ) throws {
    var heads = patterns.heads()
    var labels: [String] = []
    var slice: TokenSlice?
    for head in selection.heads.heads {
      if asker.isCancelled() { throw CancellationError() }
      let whole = try heads.rows(head)
      if labels.isEmpty {
        labels = patterns.labels(count: whole.keys.count)
        slice = try selection.slice?.slice(of: labels)
        if let slice, selection.slice?.hasText == true {
          let part = try slice.resolved(
            queries: whole.queries.count, keys: whole.keys.count)
          asker.notice("@\(patterns.prompt.hash.prefix(6)): \(part)")
        }
      }
      try body(
        Pattern(
          whole, of: patterns.prompt, head, model: selection.source.name, labels: labels,
          slice: slice))
    }
  }
}
