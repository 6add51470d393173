public import Tensors

/// The patterns of one layer of a prompt, stored or computed from queries and keys when they are
/// read.
public struct LayerPatterns: Sendable {
  private enum Place {
    case patterns(Tensor)  // [heads, query, key]
    case made(PatternRows)
  }

  private let place: Place

  /// Takes patterns `[heads, query, key]`.
  public init(_ patterns: Tensor) {
    precondition(patterns.shape.count == 3, "patterns \(patterns.shape)")
    place = .patterns(patterns)
  }

  /// Makes patterns that are computed from queries and keys.
  public init(_ rows: PatternRows) { place = .made(rows) }

  /// Numbers of heads, queries and keys.
  public var shape: [Int] {
    switch place {
    case .patterns(let tensor): tensor.shape
    case .made(let rows): [rows.heads, rows.queryCount, rows.keyCount]
    }
  }

  /// Bytes of memory that they take.
  public var byteCount: Int {
    switch place {
    case .patterns(let tensor): 4 * tensor.values.count
    case .made(let rows): rows.byteCount
    }
  }

  /// All patterns as one array, `[heads, query, key]`.
  public var tensor: Tensor {
    switch place {
    case .patterns(let tensor): tensor
    case .made(let rows): rows.patterns()
    }
  }

  /// One head's rows; nil where there is no such head.
  public func head(_ index: Int) -> AttentionRows? {
    let shape = shape
    guard (0..<shape[0]).contains(index) else { return nil }
    switch place {
    case .patterns(let tensor):
      let size = shape[1] * shape[2]
      return AttentionRows(
        tensor.values[index * size..<(index + 1) * size], queries: shape[1], keys: shape[2])
    case .made(let rows): return AttentionRows(rows, head: index)
    }
  }
}
