public import Activations
internal import Synchronization
public import Tensors

/// What a figure function is given: a head's pattern, with its model, prompt and tokens.
public struct FigureInput: Sendable {
  /// Attention of each query to each key, by rows.
  public let rows: AttentionRows

  /// The width in pixels at which the figure will be shown; nil if each value is to be visible.
  public var shownSize: Int?

  /// Attention of each query to each key, `[query, key]`; made when it is first asked for.
  public var pattern: Tensor { whole.tensor }

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

  /// Makes an input of a whole pattern.
  public init(
    _ pattern: Tensor, tokens: [String] = [], head: Head = Head(layer: 0, index: 0),
    model: String = "", text: String = "", hash: String = ""
  ) {
    self.init(
      AttentionRows(pattern), WholePattern(pattern), tokens, head, model, text, hash)
  }

  /// Makes an input of a pattern that is read by rows.
  public init(
    rows: AttentionRows, tokens: [String] = [], head: Head, model: String = "", text: String = "",
    hash: String = ""
  ) {
    self.init(rows, WholePattern(rows), tokens, head, model, text, hash)
  }

  private init(
    _ rows: AttentionRows, _ whole: WholePattern, _ tokens: [String], _ head: Head,
    _ model: String, _ text: String, _ hash: String
  ) {
    (self.rows, self.whole, self.tokens, self.head) = (rows, whole, tokens, head)
    (self.model, self.text, self.hash) = (model, text, hash)
  }

  private let whole: WholePattern
}

/// A pattern that is made of its rows once, when it is first asked for.
private final class WholePattern: Sendable {
  private let rows: AttentionRows?
  private let made: Mutex<Tensor?>

  init(_ rows: AttentionRows) {
    self.rows = rows
    made = Mutex(nil)
  }

  init(_ pattern: Tensor) {
    rows = nil
    made = Mutex(pattern)
  }

  var tensor: Tensor {
    made.withLock { made in
      let tensor = made ?? rows?.tensor ?? Tensor(zeros: [0, 0])
      made = tensor
      return tensor
    }
  }
}
