package import Activations
package import Figures
package import Tensors
import Text

/// A head's pattern of a prompt, or a part of it, with what is needed to draw it or print its numbers.
package struct Pattern: Sendable {
  package let address: PatternAddress
  package let prompt: PromptRecord
  /// The values, by rows.
  package let rows: AttentionRows
  package let queries: Range<Int>
  package let keys: Range<Int>
  /// The token at each key of the whole pattern, a BOS included.
  package let labels: [String]
  /// Whether the queries are these tokens too.
  private let isSquare: Bool

  /// The part of `whole` that `slice` chooses, all without one.
  ///
  /// - Throws: `SelectionError` where the slice does not fit the pattern.
  package init(
    _ whole: AttentionRows, of prompt: PromptRecord, _ head: Head, model: String, labels: [String],
    slice: TokenSlice? = nil
  ) throws {
    let part = try slice?.resolved(queries: whole.queries.count, keys: whole.keys.count)
    rows = part.map { whole.part(queries: $0.queries, keys: $0.keys) } ?? whole
    (queries, keys) = (rows.queries, rows.keys)
    address = PatternAddress(
      model: model, hash: prompt.hash, head: head, slice: slice?.description ?? "")
    (self.prompt, self.labels) = (prompt, labels)
    isSquare = whole.queries.count == whole.keys.count
  }

  private init(_ pattern: Pattern, _ rows: AttentionRows) {
    precondition(rows.shape == pattern.shape)
    (address, prompt, labels) = (pattern.address, pattern.prompt, pattern.labels)
    isSquare = pattern.isSquare
    (self.rows, queries, keys) = (rows, pattern.queries, pattern.keys)
  }

  /// Numbers of queries and keys.
  package var shape: [Int] { rows.shape }

  /// All values at once, `[queries, keys]`, which are put together each time.
  package var values: Tensor { rows.tensor }

  /// Calls `body` with each row: its place among them, from 0 on, and its values.
  package func forEachRow(_ body: (_ row: Int, ArraySlice<Float>) throws -> Void) rethrows {
    let count = rows.keys.count
    try rows.forEachBlock { block, values in
      for (index, query) in block.enumerated() {
        let start = values.startIndex + index * count
        try body(query - rows.queries.lowerBound, values[start..<start + count])
      }
    }
  }

  /// The same place with other values, as many.
  package func replacing(_ values: Tensor) -> Pattern { Pattern(self, AttentionRows(values)) }

  /// The same place with how much its values are more than those of another.
  package func change(from other: Pattern) -> Pattern {
    Pattern(self, rows.change(from: other.rows))
  }

  /// The tokens of the rows.
  package var queryLabels: [String] {
    queries.indices.map { isSquare ? label(queries, $0 - queries.lowerBound) : "" }
  }

  /// The tokens of the columns.
  package var keyLabels: [String] { keys.indices.map { label(keys, $0 - keys.lowerBound) } }

  /// The token at a place of a range.
  package func label(_ range: Range<Int>, _ place: Int) -> String {
    let token = range.lowerBound + place
    return labels.indices.contains(token) ? labels[token] : ""
  }

  /// The tokens of the rows and of the columns as a reader sees them.
  package var readableQueries: [String] { isSquare ? readable(queries) : [] }
  package var readableKeys: [String] { readable(keys) }

  private func readable(_ places: Range<Int>) -> [String] {
    places.upperBound <= labels.count ? readableTokens(labels)[places].map(\.label) : []
  }

  /// Whether this is all of the head's pattern.
  package var isWhole: Bool { address.slice.isEmpty }

  /// What figure functions draw from.
  package var figureInput: FigureInput {
    FigureInput(
      rows: rows, tokens: isWhole ? labels : [], head: address.head, model: address.model,
      text: prompt.text, hash: prompt.hash)
  }
}
