public import Tensors

/// Queries that are handled together: enough for BLAS, few enough that their rows stay in cache.
private let blockLength = 128

/// Computes rows of a layer's patterns from the prompt's queries and keys.
///
/// What is kept grows with the number of tokens n, not with its square: for n = 2,048 and SmolLM2's heads a
/// 24th of the patterns. Rows are made by the code of the forward pass and equal its own within 1e-6, to
/// the bit where the same queries are taken together: from multiples of 128 on, 128 of them.
///
///     for block in rows.blocks(of: 4) { ... block.values[...] ... }
public struct PatternRows: Sendable {
  /// The queries as scores read them, `[n, heads, h]`.
  public let queries: Tensor
  /// The keys as scores read them, `[m, key heads, h]`.
  public let keys: Tensor
  /// How queries and keys become scores, and scores a pattern.
  public let scoring: Scoring

  /// Takes queries `[n, heads, h]` and keys `[m, key heads, h]`; m is n in attention of a prompt to itself.
  public init(queries: Tensor, keys: Tensor, scoring: Scoring) {
    precondition(
      queries.shape.count == 3 && keys.shape.count == 3 && queries.shape[2] == keys.shape[2]
        && queries.shape[1].isMultiple(of: max(keys.shape[1], 1)),
      "queries \(queries.shape) with keys \(keys.shape)")
    (self.queries, self.keys, self.scoring) = (queries, keys, scoring)
  }

  /// Number of query heads; where there are fewer key heads, consecutive query heads share one.
  public var heads: Int { queries.shape[1] }
  /// Number of queries.
  public var queryCount: Int { queries.shape[0] }
  /// Number of keys.
  public var keyCount: Int { keys.shape[0] }
  /// Number of bytes that queries and keys take.
  public var byteCount: Int { (queries.values.count + keys.values.count) * 4 }

  /// Some rows of a head's pattern.
  public struct Block: Sendable {
    /// The queries whose rows they are.
    public let queries: Range<Int>
    /// The rows, `[queries, keys]`.
    public let values: Tensor
  }

  /// The rows of a head's pattern for these queries, `[queries, keys]`.
  public func rows(_ head: Int, _ queries: Range<Int>) -> Tensor {
    filled(head, queries, softening: true)
  }

  /// The scores of these queries, `[queries, keys]`; -infinity at keys that they don't see.
  public func scores(_ head: Int, _ queries: Range<Int>) -> Tensor {
    filled(head, queries, softening: false)
  }

  /// The pattern of one head, `[query, key]`.
  public func pattern(_ head: Int) -> Tensor { rows(head, 0..<queryCount) }

  /// The patterns of all heads, `[heads, query, key]`.
  public func patterns() -> Tensor {
    let (n, m) = (queryCount, keyCount)
    let places = Self.blocks(of: 0..<n)
    return unsafe Tensor(shape: [heads, n, m]) { floats in
      guard let base = floats.baseAddress else { return }
      nonisolated(unsafe) let all = unsafe MatrixView(
        base, rows: heads * n, columns: m, stride: m)
      Parallel.forEach(heads * places.count) { job in
        let (head, part) = (job / places.count, places[job % places.count])
        let rows = head * n + part.lowerBound..<head * n + part.upperBound
        unsafe fill(all.rows(rows), head, part, softening: true)
      }
    }
  }

  /// A head's rows for `queries`, by default all, in blocks that are computed as the sequence is
  /// read.
  public func blocks(of head: Int, _ queries: Range<Int>? = nil) -> some Sequence<Block> {
    Self.blocks(of: queries ?? 0..<queryCount).lazy.map {
      Block(queries: $0, values: rows(head, $0))
    }
  }

  private func filled(_ head: Int, _ queries: Range<Int>, softening: Bool) -> Tensor {
    precondition((0..<heads).contains(head), "head \(head) of \(heads)")
    precondition(
      queries.lowerBound >= 0 && queries.upperBound <= queryCount, "queries \(queries)")
    let places = Self.blocks(of: queries)
    return unsafe Tensor(shape: [queries.count, keyCount]) { floats in
      guard let base = floats.baseAddress else { return }
      let all = unsafe MatrixView(
        base, rows: queries.count, columns: keyCount, stride: keyCount)
      for part in places {
        let first = part.lowerBound - queries.lowerBound
        unsafe fill(
          all.rows(first..<first + part.count), head, part, softening: softening)
      }
    }
  }

  /// Writes rows of scores, or of the pattern, on this thread.
  private func fill(_ rows: MatrixView, _ head: Int, _ places: Range<Int>, softening: Bool) {
    let (h, m) = (queries.shape[2], keyCount)
    let group = head / (heads / keys.shape[1])
    let seen = scoring.sight.keys(from: places, of: m)
    let block = unsafe rows.columns(seen)
    unsafe ReadOnlyMatrix(queries.reshaped([queryCount, heads * h])).view { queries in
      unsafe ReadOnlyMatrix(keys.reshaped([m, keys.shape[1] * h])).view { keys in
        let own = unsafe HeadRows(
          places: 0..<m, rows: keys.columns(h * group..<h * (group + 1)))
        unsafe scoring.score(
          queries.part(rows: places, columns: h * head..<h * (head + 1)), at: places, head: head,
          [own], seeing: seen, of: m, into: block)
      }
    }
    if softening { unsafe scoring.soften(block, at: places, head: head, seeing: seen, of: m) }
    let hidden: Float = softening ? 0 : -.infinity
    unsafe rows.columns(0..<seen.lowerBound).fill(with: hidden)
    unsafe rows.columns(seen.upperBound..<m).fill(with: hidden)
  }

  /// Cuts a range of queries at multiples of a block's length, as the forward pass does.
  private static func blocks(of queries: Range<Int>) -> [Range<Int>] {
    guard !queries.isEmpty else { return [] }
    let first = queries.lowerBound / blockLength * blockLength
    return stride(from: first, to: queries.upperBound, by: blockLength).map {
      ($0..<$0 + blockLength).clamped(to: queries)
    }
  }
}
