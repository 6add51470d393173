public import Activations
internal import Pictures
internal import Synchronization
internal import Tensors

/// Scores of heads on prompts, computed on all cores.
public struct HeadScoring: Sendable {
  /// The scores to compute.
  public let scores: [HeadScore]

  /// The heads, in order.
  public let heads: [Head]

  /// Prepares to compute `scores` of `heads`.
  public init(_ scores: [HeadScore], of heads: HeadSelection) {
    (self.scores, self.heads) = (scores, heads.heads)
  }

  /// Computes all scores of all heads on each prompt.
  ///
  /// - Parameter isCancelled: Asked before each layer, from any thread.
  /// - Throws: `FormatError` or `FigureError` where patterns are missing or damaged,
  ///   `CancellationError` where it was cancelled.
  public func callAsFunction(
    _ prompts: [PromptPatterns], isCancelled: @Sendable () -> Bool = { false }
  ) throws -> ScoreTable {
    let layers = Dictionary(grouping: heads.indices) { heads[$0].layer }
    let empty = [Double?](repeating: nil, count: prompts.count * heads.count * scores.count)
    let values = Mutex(empty)  // [prompt, head, score]
    let sweep = PatternSweep(prompts: prompts, layers: layers.keys.sorted())
    try sweep.forEach(until: isCancelled) { stop in
      let patterns = try stop.patterns.layer(stop.layer)  // [heads, query, key]
      let count = patterns.shape[1]
      guard patterns.shape[2] == count else {
        throw FigureError("a score needs as many keys as queries, not \(patterns.shape)")
      }
      let repeats = TokenRepeats(prompts[stop.prompt].labels(count: count))
      for place in layers[stop.layer] ?? [] {
        guard heads[place].index < patterns.shape[0] else {
          throw FigureError(
            "@\(prompts[stop.prompt].prompt.hash) has no head \(heads[place]): "
              + "layer \(stop.layer) has \(patterns.shape[0])")
        }
        let start = heads[place].index * count * count
        let input = ScoreInput(
          patterns.values[start..<start + count * count], count: count, repeats: repeats)
        let results = scores.map { $0(input) }
        let offset = (stop.prompt * heads.count + place) * scores.count
        values.withLock { $0.replaceSubrange(offset..<offset + results.count, with: results) }
      }
    }
    if isCancelled() { throw CancellationError() }
    return ScoreTable(
      heads: heads, scores: scores, prompts: prompts.count, values: values.withLock { $0 })
  }
}
