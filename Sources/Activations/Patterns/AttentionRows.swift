public import Tensors

/// One head's pattern, or a block of it, that is read row by row; rows are stored, or computed from
/// queries and keys when they are read.
///
/// Whoever can do with some rows at a time asks `forEachBlock` for them, and no n x n values are ever there at once.
public struct AttentionRows: Sendable {
  /// The queries that the rows stand for.
  public let queries: Range<Int>
  /// The keys that the columns stand for.
  public let keys: Range<Int>
  private let source: Source

  private indirect enum Source: Sendable {
    /// A whole pattern, `[query, key]`, with so many keys.
    case pattern(ArraySlice<Float>, columns: Int)
    case made(PatternRows, head: Int)
    case change(of: AttentionRows, from: AttentionRows)
  }

  private init(_ source: Source, queries: Range<Int>, keys: Range<Int>) {
    (self.source, self.queries, self.keys) = (source, queries, keys)
  }

  /// Wraps a whole pattern, `[queries, keys]`.
  public init(_ pattern: Tensor) {
    self.init(pattern.values[...], queries: pattern.rows, keys: pattern.columns)
  }

  /// Wraps a whole pattern, `[queries, keys]`, that is a slice of a larger array.
  public init(_ values: ArraySlice<Float>, queries: Int, keys: Int) {
    precondition(values.count == queries * keys, "\(values.count) values for \(queries) x \(keys)")
    self.init(.pattern(values, columns: keys), queries: 0..<queries, keys: 0..<keys)
  }

  /// The rows of a head that are made of queries and keys.
  init(_ rows: PatternRows, head: Int) {
    self.init(.made(rows, head: head), queries: 0..<rows.queryCount, keys: 0..<rows.keyCount)
  }

  /// The part with these queries and keys, which must be among the rows and columns.
  public func part(queries: Range<Int>, keys: Range<Int>) -> AttentionRows {
    precondition(queries.clamped(to: self.queries) == queries, "queries \(queries)")
    precondition(keys.clamped(to: self.keys) == keys, "keys \(keys)")
    guard case .change(let second, let first) = source else {
      return AttentionRows(source, queries: queries, keys: keys)
    }
    return second.part(queries: queries, keys: keys).change(
      from: first.part(queries: queries, keys: keys))
  }

  /// The difference to another pattern of the same size: these values less its.
  public func change(from other: AttentionRows) -> AttentionRows {
    precondition(shape == other.shape, "\(shape) less \(other.shape)")
    return AttentionRows(.change(of: self, from: other), queries: queries, keys: keys)
  }

  /// Numbers of queries and keys.
  public var shape: [Int] { [queries.count, keys.count] }
  /// Number of values.
  public var count: Int { queries.count * keys.count }

  /// All rows at once, `[queries, keys]`.
  public var tensor: Tensor {
    var values: [Float] = []
    values.reserveCapacity(count)
    forEachBlock { values += $1 }
    return Tensor(shape: shape, values: values)
  }

  /// Whether all attention to later keys is zero by the mask.
  public var hidesLaterKeys: Bool {
    if case .made(let rows, _) = source { return rows.scoring.sight.isCausal }
    var isCausal = true
    forEachBlock { queries, values in
      for (index, query) in queries.enumerated() where isCausal && query + 1 < keys.upperBound {
        let start = values.startIndex + index * keys.count
        let first = max(query + 1, keys.lowerBound) - keys.lowerBound
        isCausal = values[start + first..<start + keys.count].allSatisfy { $0 == 0 }
      }
    }
    return isCausal
  }

  /// Calls `body` for one block of rows after another, with the block's queries and their values
  /// for all keys.
  public func forEachBlock(
    _ body: (_ queries: Range<Int>, _ values: ArraySlice<Float>) throws -> Void
  ) rethrows {
    switch source {
    case .pattern(let values, let columns) where keys == 0..<columns:
      let start = values.startIndex
      try body(
        queries,
        values[start + queries.lowerBound * columns..<start + queries.upperBound * columns])
    case .pattern(let values, let columns):
      for query in queries {
        let start = values.startIndex + query * columns
        try body(
          query..<query + 1, values[start + keys.lowerBound..<start + keys.upperBound])
      }
    case .made(let rows, let head):
      for block in rows.blocks(of: head, queries) {
        let columns = rows.keyCount
        guard keys != 0..<columns else {
          try body(block.queries, block.values.values[...])
          continue
        }
        for (index, query) in block.queries.enumerated() {
          let row = index * columns
          try body(
            query..<query + 1,
            block.values.values[row + keys.lowerBound..<row + keys.upperBound])
        }
      }
    case .change(let second, let first):
      for start in stride(from: 0, to: queries.count, by: 128) {
        let rows = start..<min(start + 128, queries.count)
        let (new, old) = (second.rows(rows), first.rows(rows))
        try body(
          queries.lowerBound + rows.lowerBound..<queries.lowerBound + rows.upperBound,
          zip(new.values, old.values).map { $0 - $1 }[...])
      }
    }
  }

  /// The rows with these indices, counted from the first row, `[rows, keys]`.
  public func rows(_ places: Range<Int>) -> Tensor {
    let first = queries.lowerBound
    return part(
      queries: first + places.lowerBound..<first + places.upperBound, keys: keys
    ).tensor
  }
}
