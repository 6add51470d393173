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
    let gathered = Mutex(ScoreGathering(self, prompts: prompts.count))
    let sweep = LayerWalk(prompts: prompts, layers: Set(heads.map(\.layer)).sorted())
    try sweep.forEach(until: isCancelled) { stop in
      let layer = try stop.patterns.layer(stop.layer)
      let values = try values(
        of: layer, number: stop.layer, prompts[stop.prompt].prompt,
        labels: prompts[stop.prompt].labels(count: layer.shape[1]), isCancelled: isCancelled)
      gathered.withLock { $0.add(values, of: stop.prompt) }
    }
    if isCancelled() { throw CancellationError() }
    return gathered.withLock { $0.table }
  }

  /// The scores of one layer's heads on one prompt, by the heads' places.
  ///
  /// - Parameters:
  ///   - labels: The prompt's tokens, as many as there are queries; others are taken for no repeats.
  ///   - isParallel: Whether the heads are shared out among all cores.
  ///   - isCancelled: Asked often, from any thread.
  /// - Throws: `FigureError` where the layer has no such head or not as many keys as queries, and what a score throws.
  public func values(
    of layer: LayerPatterns, number: Int, _ prompt: PromptRecord, labels: [String],
    isParallel: Bool = false, isCancelled: @Sendable () -> Bool = { false }
  ) throws -> [Int: [Double?]] {
    guard layer.shape[1] == layer.shape[2] else {
      throw FigureError(
        "a score needs as many keys as queries, not \(layer.shape[1]) and \(layer.shape[2])")
    }
    let repeats = TokenRepeats(labels, count: layer.shape[1])
    let places = heads.indices.filter { heads[$0].layer == number }
    @Sendable func values(at place: Int) throws -> [Double?] {
      guard let rows = layer.head(heads[place].index) else {
        throw FigureError(
          "@\(prompt.hash) has no head \(heads[place]): layer \(number) has \(layer.shape[0])")
      }
      return try HeadScore.values(
        scores, of: ScoreInput(rows, repeats: repeats), until: isCancelled)
    }
    let results =
      isParallel
      ? try Parallel.map(places.count) { index in Result { try values(at: places[index]) } }
        .map { try $0.get() }
      : try places.map(values)
    return Dictionary(uniqueKeysWithValues: zip(places, results))
  }
}

/// Scores that come layer by layer, of several prompts.
public struct ScoreGathering: Sendable {
  private let scoring: HeadScoring
  private let prompts: Int
  private var values: [Double?]  // [prompt, head, score]

  /// Makes room for the scores of so many prompts.
  public init(_ scoring: HeadScoring, prompts: Int) {
    (self.scoring, self.prompts) = (scoring, prompts)
    values = [Double?](
      repeating: nil, count: prompts * scoring.heads.count * scoring.scores.count)
  }

  /// Takes scores of some heads, by their places, on the prompt of this place.
  public mutating func add(_ part: [Int: [Double?]], of prompt: Int) {
    let count = scoring.scores.count
    for (place, own) in part {
      let offset = (prompt * scoring.heads.count + place) * count
      values.replaceSubrange(offset..<offset + count, with: own)
    }
  }

  /// Takes the scores of a table of one prompt.
  public mutating func add(_ table: ScoreTable, of prompt: Int) {
    let scores = scoring.scores.indices
    for head in scoring.heads.indices {
      add([head: scores.map { table.value(prompt: 0, head: head, score: $0) }], of: prompt)
    }
  }

  /// All of them.
  public var table: ScoreTable {
    ScoreTable(
      heads: scoring.heads, scores: scoring.scores, prompts: prompts, values: values)
  }
}
