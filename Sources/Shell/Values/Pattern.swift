import Activations
import Figures
import Tensors
import Text

/// A head's pattern of a prompt, or a part of it, with what is needed to draw it or print its numbers.
struct Pattern: Sendable {
  let address: PatternAddress
  let prompt: PromptRecord
  let values: Tensor  // [queries, keys]
  let queries: Range<Int>
  let keys: Range<Int>
  /// The token at each key of the whole pattern, a BOS included.
  let labels: [String]
  /// Whether the queries are these tokens too.
  private let isSquare: Bool

  /// The part of `whole` that `slice` chooses, all without one.
  ///
  /// - Throws: `SelectionError` where the slice does not fit the pattern.
  init(
    _ whole: Tensor, of prompt: PromptRecord, _ head: Head, model: String, labels: [String],
    slice: TokenSlice? = nil
  ) throws {
    let part = try slice?.resolved(queries: whole.rows, keys: whole.columns)
    values = try slice?.of(whole) ?? whole
    (queries, keys) = (part?.queries ?? 0..<whole.rows, part?.keys ?? 0..<whole.columns)
    address = PatternAddress(
      model: model, hash: prompt.hash, head: head, slice: slice?.description ?? "")
    (self.prompt, self.labels, isSquare) = (prompt, labels, whole.rows == whole.columns)
  }

  private init(_ other: Pattern, _ values: Tensor) {
    (address, prompt, self.values) = (other.address, other.prompt, values)
    (queries, keys, labels, isSquare) = (other.queries, other.keys, other.labels, other.isSquare)
  }

  /// The same place with other values, as many.
  func replacing(_ values: Tensor) -> Pattern {
    precondition(values.shape == self.values.shape)
    return Pattern(self, values)
  }

  /// The tokens of the rows.
  var queryLabels: [String] {
    queries.map { isSquare && labels.indices.contains($0) ? labels[$0] : "" }
  }

  /// The tokens of the columns.
  var keyLabels: [String] { keys.map { labels.indices.contains($0) ? labels[$0] : "" } }

  /// The tokens of the rows and of the columns as a reader sees them.
  var readableQueries: [String] { isSquare ? readable(queries) : [] }
  var readableKeys: [String] { readable(keys) }

  private func readable(_ places: Range<Int>) -> [String] {
    places.upperBound <= labels.count ? readableTokens(labels)[places].map(\.label) : []
  }

  /// Whether this is all of the head's pattern.
  var isWhole: Bool { address.slice.isEmpty }

  /// What figure functions draw from.
  var figureInput: FigureInput {
    FigureInput(
      values, tokens: isWhole ? labels : [], head: address.head, model: address.model,
      text: prompt.text, hash: prompt.hash)
  }
}
