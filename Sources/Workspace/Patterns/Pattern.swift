package import Activations
package import Figures
package import Tensors

/// A head's pattern of a prompt, or a part of it, with what is needed to draw it or print its numbers.
package struct Pattern: Sendable {
  package let address: PatternAddress
  package let prompt: PromptRecord
  package let values: Tensor  // [queries, keys]
  package let queries: Range<Int>
  package let keys: Range<Int>
  /// What to write at each token of the prompt, a BOS included.
  package let labels: [String]

  /// The part of `whole` that `slice` chooses, all without one.
  ///
  /// - Throws: `SelectionError` where the slice does not fit the pattern.
  package init(
    _ whole: Tensor, of prompt: PromptRecord, _ head: Head, model: String, labels: [String],
    slice: TokenSlice? = nil
  ) throws {
    let part = try slice?.resolved(queries: whole.rows, keys: whole.columns)
    values = try slice?.of(whole) ?? whole
    (queries, keys) = (part?.queries ?? 0..<whole.rows, part?.keys ?? 0..<whole.columns)
    address = PatternAddress(
      model: model, hash: prompt.hash, head: head, slice: slice?.description ?? "")
    (self.prompt, self.labels) = (prompt, labels)
  }

  private init(
    _ address: PatternAddress, _ prompt: PromptRecord, _ values: Tensor, _ queries: Range<Int>,
    _ keys: Range<Int>, _ labels: [String]
  ) {
    (self.address, self.prompt, self.values) = (address, prompt, values)
    (self.queries, self.keys, self.labels) = (queries, keys, labels)
  }

  /// The same place with other values, as many.
  package func replacing(_ values: Tensor) -> Pattern {
    precondition(values.shape == self.values.shape)
    return Pattern(address, prompt, values, queries, keys, labels)
  }

  /// The tokens of the rows.
  package var queryLabels: [String] {
    queries.map { labels.indices.contains($0) ? labels[$0] : "" }
  }

  /// The tokens of the columns.
  package var keyLabels: [String] { keys.map { labels.indices.contains($0) ? labels[$0] : "" } }

  /// Whether this is all of the head's pattern.
  package var isWhole: Bool { address.slice.isEmpty }

  /// What figure functions draw from.
  package var figureInput: FigureInput {
    FigureInput(
      values, tokens: isWhole ? labels : [], head: address.head, model: address.model,
      text: prompt.text, hash: prompt.hash)
  }
}
