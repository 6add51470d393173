public import Activations
public import Tensors

/// A head's pattern and what is known of it: what a figure function draws from.
public struct FigureInput: Sendable {
  /// Attention of each query to each key, `[query, key]`.
  public let pattern: Tensor

  /// The token at each key, a BOS included, as the vocabulary spells it; as many as the pattern has columns, or none.
  ///
  /// Where there are as many queries, they are the same tokens.
  public let tokens: [String]

  /// The head whose pattern this is.
  public let head: Head

  /// The model's name.
  public let model: String

  /// The prompt's text.
  public let text: String

  /// The prompt's hash, as it names the prompt's folder.
  public let hash: String

  /// Puts together what is known of a pattern.
  public init(
    _ pattern: Tensor, tokens: [String] = [], head: Head = Head(layer: 0, index: 0),
    model: String = "", text: String = "", hash: String = ""
  ) {
    (self.pattern, self.tokens, self.head) = (pattern, tokens, head)
    (self.model, self.text, self.hash) = (model, text, hash)
  }
}
