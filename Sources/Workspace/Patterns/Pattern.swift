package import Activations
package import Figures
package import Tensors
import Text

/// A head's pattern, or a part of it, with its prompt and tokens: what is drawn, printed and piped.
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

  /// Takes the part of `whole` that `slice` chooses, or all of it.
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

  /// All values as one array, `[queries, keys]`, made anew at each call.
  package var values: Tensor { rows.tensor }

  /// Calls `body` with the index and the values of each row, from 0 on.
  package func forEachRow(_ body: (_ row: Int, ArraySlice<Float>) throws -> Void) rethrows {
    let count = rows.keys.count
    try rows.forEachBlock { block, values in
      for (index, query) in block.enumerated() {
        let start = values.startIndex + index * count
        try body(query - rows.queries.lowerBound, values[start..<start + count])
      }
    }
  }

  /// The same pattern with other values of the same shape.
  package func replacing(_ values: Tensor) -> Pattern { Pattern(self, AttentionRows(values)) }

  /// The same pattern with the difference to another: these values less its.
  package func change(from other: Pattern) -> Pattern {
    Pattern(self, rows.change(from: other.rows))
  }

  /// The tokens of the rows.
  package var queryLabels: [String] {
    queries.indices.map { isSquare ? label(queries, $0 - queries.lowerBound) : "" }
  }

  /// The tokens of the columns.
  package var keyLabels: [String] { keys.indices.map { label(keys, $0 - keys.lowerBound) } }

  /// The token at index `place` of a range of tokens.
  package func label(_ range: Range<Int>, _ place: Int) -> String {
    let token = range.lowerBound + place
    return labels.indices.contains(token) ? labels[token] : ""
  }

  /// The tokens of the rows as readers see them; empty where queries are other tokens than keys.
  package var readableQueries: [String] { isSquare ? readable(queries) : [] }
  package var readableKeys: [String] { readable(keys) }

  private func readable(_ places: Range<Int>) -> [String] {
    places.upperBound <= labels.count ? readableTokens(labels)[places].map(\.label) : []
  }

  /// Whether this is all of the head's pattern.
  package var isWhole: Bool { address.slice.isEmpty }

  /// The pattern as figure functions take it.
  package var figureInput: FigureInput {
    FigureInput(
      rows: rows, tokens: isWhole ? labels : [], head: address.head, model: address.model,
      text: prompt.text, hash: prompt.hash)
  }
}
