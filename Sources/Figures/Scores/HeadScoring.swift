public import Activations
internal import Pictures
internal import Synchronization

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
  /// - Throws: `FormatError` or `FigureError` where patterns are missing or damaged, what a score
  ///   throws, `CancellationError` where it was cancelled.
  public func callAsFunction(
    _ prompts: [PromptPatterns], isCancelled: @Sendable () -> Bool = { false }
  ) throws -> ScoreTable {
    let layers = Dictionary(grouping: heads.indices) { heads[$0].layer }
    let empty = [Double?](repeating: nil, count: prompts.count * heads.count * scores.count)
    let values = Mutex(empty)  // [prompt, head, score]
    let sweep = PatternSweep(prompts: prompts, layers: layers.keys.sorted())
    try sweep.forEach(until: isCancelled) { stop in
      let layer = try stop.patterns.layer(stop.layer)
      guard layer.shape[1] == layer.shape[2] else {
        throw FigureError(
          "a score needs as many keys as queries, not \(layer.shape[1]) and \(layer.shape[2])")
      }
      let repeats = TokenRepeats(prompts[stop.prompt].labels(count: layer.shape[1]))
      for place in layers[stop.layer] ?? [] {
        guard let rows = layer.head(heads[place].index) else {
          throw FigureError(
            "@\(prompts[stop.prompt].prompt.hash) has no head \(heads[place]): "
              + "layer \(stop.layer) has \(layer.shape[0])")
        }
        let results = try HeadScore.values(scores, of: ScoreInput(rows, repeats: repeats))
        let offset = (stop.prompt * heads.count + place) * scores.count
        values.withLock { $0.replaceSubrange(offset..<offset + results.count, with: results) }
      }
    }
    if isCancelled() { throw CancellationError() }
    return ScoreTable(
      heads: heads, scores: scores, prompts: prompts.count, values: values.withLock { $0 })
  }
}
