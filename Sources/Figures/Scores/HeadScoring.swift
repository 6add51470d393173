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
      let source = try LayerSource(stop.patterns, layer: stop.layer)
      guard source.queries == source.keys else {
        throw FigureError(
          "a score needs as many keys as queries, not \(source.queries) and \(source.keys)")
      }
      let repeats = TokenRepeats(
        prompts[stop.prompt].labels(count: source.queries), count: source.queries)
      for place in layers[stop.layer] ?? [] {
        guard heads[place].index < source.heads else {
          throw FigureError(
            "@\(prompts[stop.prompt].prompt.hash) has no head \(heads[place]): "
              + "layer \(stop.layer) has \(source.heads)")
        }
        let input = source.input(head: heads[place].index, repeats)
        let results = try HeadScore.values(scores, of: input)
        let offset = (stop.prompt * heads.count + place) * scores.count
        values.withLock { $0.replaceSubrange(offset..<offset + results.count, with: results) }
      }
    }
    if isCancelled() { throw CancellationError() }
    return ScoreTable(
      heads: heads, scores: scores, prompts: prompts.count, values: values.withLock { $0 })
  }
}

/// One layer's patterns, or what their rows are made of.
private enum LayerSource {
  case patterns(Tensor)  // [heads, query, key]
  case rows(PatternRows)

  /// Reads a layer: no whole pattern is made where rows can be.
  init(_ patterns: OpenPatterns, layer: Int) throws {
    if let rows = try patterns.rows(layer) {
      self = .rows(rows)
    } else {
      self = .patterns(try patterns.layer(layer))
    }
  }

  var heads: Int {
    switch self {
    case .patterns(let tensor): tensor.shape[0]
    case .rows(let rows): rows.heads
    }
  }

  var queries: Int {
    switch self {
    case .patterns(let tensor): tensor.shape[1]
    case .rows(let rows): rows.queryCount
    }
  }

  var keys: Int {
    switch self {
    case .patterns(let tensor): tensor.shape[2]
    case .rows(let rows): rows.keyCount
    }
  }

  func input(head: Int, _ repeats: TokenRepeats) -> ScoreInput {
    switch self {
    case .rows(let rows): return ScoreInput(rows, head: head, repeats: repeats)
    case .patterns(let tensor):
      let size = queries * queries
      return ScoreInput(
        tensor.values[head * size..<(head + 1) * size], count: queries, repeats: repeats)
    }
  }
}
