public import Activations
public import Tensors

/// What a head score is computed from: a head's pattern, and where the prompt's tokens repeat.
public struct ScoreInput: Sendable {
  /// Number of tokens, a BOS included.
  public let count: Int

  private let rows: AttentionRows
  private let isCausal: Bool
  private let repeats: TokenRepeats

  /// Takes a head's rows, of as many queries as keys.
  public init(_ rows: AttentionRows, repeats: TokenRepeats) {
    precondition(rows.queries == rows.keys, "\(rows.queries) and \(rows.keys)")
    (self.rows, count, self.repeats) = (rows, rows.queries.count, repeats)
    isCausal = rows.hidesLaterKeys
  }

  /// The whole pattern, `[query, key]`.
  public var pattern: Tensor { rows.tensor }

  /// Calls `body` with each row in turn.
  ///
  /// - Throws: `CancellationError` once `isCancelled`, asked before each block of rows, says so.
  func forEachRow(until isCancelled: () -> Bool, _ body: (ScoreRow) -> Void) throws {
    try rows.forEachBlock { queries, values in
      if isCancelled() { throw CancellationError() }
      for (index, query) in queries.enumerated() {
        let start = values.startIndex + index * count
        body(
          ScoreRow(
            values[start..<start + count], query: query, earlier: repeats.earlier[query],
            isCausal: isCausal))
      }
    }
  }
}
