import Activations
import Tensors
import Transformers

/// What the logit lens reads from the residual stream at one layer and position.
public struct LensRow: Equatable, Sendable {
  /// The layer before which the stream is read; the number of layers means the final stream.
  public let layer: Int
  /// Whether the row is between the attention and the feed-forward layer of `layer`.
  public let isMid: Bool
  /// The token's number.
  public let position: Int
  /// The tokens with the largest logits, the largest first.
  public let top: [TokenScore]
  /// The scores of the tokens that were asked about.
  public let asked: [TokenScore]
}

extension EditedModel {
  /// The logit lens (nostalgebraist, 2020): norm, with the statistics of each stream, and unembedding after every layer.
  ///
  /// - Parameters:
  ///   - positions: Numbers of tokens; nil for all.
  ///   - top: How many best guesses to give.
  ///   - asked: Tokens to give the scores of besides.
  ///   - withMid: Whether to read between attention and feed-forward layers too, where they follow one another.
  /// - Returns: Rows by layer, then by position.
  /// - Throws: `CausalError` for a token that is not there, or a model without logits.
  public func lens(
    _ tokens: [Int], positions: [Int]? = nil, top: Int = 5, asking asked: [Int] = [],
    withMid: Bool = false, checkpoint: () throws -> Void = {}
  ) throws -> [LensRow] {
    try lens(tokens, positions: positions, withMid: withMid, checkpoint: checkpoint) {
      scores, row, layer, isMid, position in
      LensRow(
        layer: layer, isMid: isMid, position: position, top: scores.top(top, at: row),
        asked: asked.map { scores.score(of: $0, at: row) })
    }
  }

  /// Calls `body` for each stream and position with the scores and the row in them.
  func lens<Row: Sendable>(
    _ tokens: [Int], positions: [Int]?, withMid: Bool, checkpoint: () throws -> Void,
    _ body: @Sendable (TokenScores, _ row: Int, _ layer: Int, _ isMid: Bool, _ position: Int) -> Row
  ) throws -> [Row] {
    try requireLogits()
    guard config.encoderLayers == nil || config.part == .decoder else {
      throw CausalError("\(config.name) has two stacks of blocks: open its decoder")
    }
    guard !config.isEncoder else {
      throw CausalError(
        "\(config.name) is an encoder: its head reads what the last layer's norm made, and no stream before"
      )
    }
    let ids = config.patternTokens(of: tokens)
    let places = try (positions.map { Edit.Tokens.at($0) } ?? .all).resolved(in: ids)
    let hasMid = config.hookPoints.contains { $0.kind == .residualMid }
    if withMid && config.streams != nil {
      throw CausalError(
        "\(config.name) works on one of several streams within a block: that alone gives no logits")
    }
    if withMid && !hasMid {
      throw CausalError(
        "\(config.name) has no stream between attention and feed-forward layer: they run in parallel"
      )
    }
    let last = config.layers - 1
    let final: HookPoint =
      config.normPlacement == .onSum
      ? .block(.normalizedResidualPost, last) : .block(.residualPost, last)
    let points =
      (0..<config.layers).flatMap { layer -> [HookPoint] in
        [.block(.residualPre, layer)] + (withMid ? [.block(.residualMid, layer)] : [])
      } + [final]
    var rows: [Row] = []
    try run([tokens], capturing: CaptureSet(points), checkpoint: checkpoint) { point, _, stream in
      let isEnd = point == final
      let layer = isEnd ? config.layers : point.layer ?? 0
      // A few positions at a time: their logits are as wide as the vocabulary.
      for start in stride(from: 0, to: places.count, by: 64) {
        try checkpoint()
        let some = places[start..<min(start + 64, places.count)]
        let matrix = stream.reshaped([stream.shape[0], stream.values.count / stream.shape[0]])
        let scores = TokenScores(logits: try model.logits(of: matrix.rows(at: Array(some))))
        rows += Parallel.map(some.count) { row in
          body(scores, row, layer, point.kind == .residualMid, places[start + row])
        }
      }
    }
    return rows
  }
}

extension Tensor {
  /// These rows of a matrix, one after another.
  func rows(at places: [Int]) -> Tensor {
    Tensor(
      shape: [places.count, columns],
      values: places.flatMap { values[$0 * columns..<($0 + 1) * columns] })
  }
}
