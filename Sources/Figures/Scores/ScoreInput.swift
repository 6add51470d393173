internal import Activations
public import Tensors

/// What head scores are computed from: one head's pattern, and where its prompt's tokens repeat.
public struct ScoreInput: Sendable {
  /// Number of tokens, a BOS included.
  public let count: Int

  private let source: Source
  private let isCausal: Bool
  private let repeats: TokenRepeats

  private enum Source {
    case pattern(ArraySlice<Float>)  // [query, key]
    case rows(PatternRows, head: Int)
  }

  /// Takes a whole pattern, `[query, key]`, of `count` tokens.
  public init(_ values: ArraySlice<Float>, count: Int, repeats: TokenRepeats) {
    precondition(values.count == count * count, "\(values.count) values for \(count) tokens")
    (source, self.count, self.repeats) = (.pattern(values), count, repeats)
    isCausal = (0..<count).allSatisfy { query in
      let start = values.startIndex + query * count
      return values[start + query + 1..<start + count].allSatisfy { $0 == 0 }
    }
  }

  /// Takes what a head's rows are made of, of which no more than some are there at once.
  init(_ rows: PatternRows, head: Int, repeats: TokenRepeats) {
    (source, count, self.repeats) = (.rows(rows, head: head), rows.queryCount, repeats)
    isCausal = rows.scoring.sight.isCausal
  }

  /// The whole pattern, `[query, key]`.
  public var pattern: Tensor {
    switch source {
    case .pattern(let values): Tensor(shape: [count, count], values: Array(values))
    case .rows(let rows, let head): rows.pattern(head)
    }
  }

  /// Calls `body` with each row in turn.
  func forEachRow(_ body: (ScoreRow) -> Void) {
    func go(_ queries: Range<Int>, _ values: ArraySlice<Float>) {
      for (index, query) in queries.enumerated() {
        let start = values.startIndex + index * count
        body(
          ScoreRow(
            values[start..<start + count], query: query, earlier: repeats.earlier[query],
            isCausal: isCausal))
      }
    }
    switch source {
    case .pattern(let values): go(0..<count, values)
    case .rows(let rows, let head):
      for block in rows.blocks(of: head) { go(block.queries, block.values.values[...]) }
    }
  }
}
