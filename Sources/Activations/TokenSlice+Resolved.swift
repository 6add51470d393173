public import Tensors

extension TokenSlice {
  /// A slice as ranges of queries and keys of a pattern of known size.
  public struct Resolved: Equatable, Sendable {
    /// The chosen queries; never empty.
    public let queries: Range<Int>

    /// The chosen keys; never empty.
    public let keys: Range<Int>
  }

  /// The ranges that the slice stands for in a pattern with so many queries and keys.
  ///
  /// - Throws: `SelectionError` where a number is outside or nothing is left.
  public func resolved(queries rows: Int, keys columns: Int) throws -> Resolved {
    Resolved(
      queries: try resolve(queries, count: rows, "query"),
      keys: try resolve(keys, count: columns, "key"))
  }

  /// The chosen part of `pattern`, `[query, key]`; a matrix even where one query is chosen.
  ///
  /// - Throws: `SelectionError` where a number is outside or nothing is left.
  public func of(_ pattern: Tensor) throws -> Tensor {
    let part = try resolved(queries: pattern.rows, keys: pattern.columns)
    var values: [Float] = []
    values.reserveCapacity(part.queries.count * part.keys.count)
    for row in part.queries {
      let start = row * pattern.columns
      values += pattern.values[start + part.keys.lowerBound..<start + part.keys.upperBound]
    }
    return Tensor(shape: [part.queries.count, part.keys.count], values: values)  // [query, key]
  }

  private func resolve(_ axis: Axis, count: Int, _ noun: String) throws -> Range<Int> {
    let text = description
    func fail(_ problem: String) -> SelectionError {
      SelectionError(text, 0..<text.count, problem)
    }
    switch axis {
    case .token(let place):
      let index = place < 0 ? place + count : place
      guard (0..<count).contains(index) else {
        throw fail(
          "\(noun) \(place) in '\(text)' is outside this pattern: "
            + (count < 1 ? "it has none" : "\(noun) numbers are 0-\(count - 1) or -\(count) to -1"))
      }
      return index..<index + 1
    case .tokens(let from, let to):
      func bound(_ place: Int) -> Int { min(max(place < 0 ? place + count : place, 0), count) }
      let (start, end) = (bound(from ?? 0), bound(to ?? count))
      guard start < end else {
        throw fail("'\(text)' holds no \(noun): it is \(start):\(end) of \(count)")
      }
      return start..<end
    }
  }
}

extension TokenSlice.Resolved: CustomStringConvertible {
  /// What was resolved, for a reply: "queries 3-8 (6), keys 0-4 (5)".
  public var description: String {
    "\(Self.text("query", "queries", queries)), \(Self.text("key", "keys", keys))"
  }

  private static func text(_ one: String, _ many: String, _ range: Range<Int>) -> String {
    range.count == 1
      ? "\(one) \(range.lowerBound)"
      : "\(many) \(range.lowerBound)-\(range.upperBound - 1) (\(range.count))"
  }
}
