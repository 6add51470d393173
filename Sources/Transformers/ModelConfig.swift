public import Tensors

/// What distinguishes one model's forward pass from another's: sizes, and a choice on each axis.
///
/// Parsers of configuration files make it (folder `Families`); nothing after them knows a model by name.
public struct ModelConfig: Equatable, Sendable {
  /// The name that the user knows the model by, such as `gpt2-small`.
  public var name: String
  /// The class that Hugging Face names in `architectures`, such as `GPT2LMHeadModel`.
  public var architecture: String

  // MARK: Sizes

  /// Number of blocks.
  public var layers: Int
  /// Width of the residual stream.
  public var width: Int
  /// Query heads a layer.
  public var heads: Int
  /// Key and value heads a layer: as many as `heads`, or fewer that query heads share in groups.
  public var keyValueHeads: Int
  /// Width of a head's queries, keys and values.
  public var headWidth: Int
  /// Width inside the feed-forward layer.
  public var hiddenWidth: Int
  /// Number of token ids.
  public var vocabularySize: Int
  /// Most tokens of a prompt.
  public var contextLength: Int

  // MARK: Axes

  /// How rows are normalised.
  public var norm: NormKind
  /// Added under the norm's root.
  public var epsilon: Float
  /// Where norms stand in a block.
  public var normPlacement: NormPlacement = .before
  /// How a token's place enters.
  public var position: Position
  /// How attention and feed-forward layers follow one another.
  public var residual: ResidualOrder = .sequential
  /// The function inside the feed-forward layer.
  public var activation: Activation
  /// Whether a second projection multiplies the activated one.
  public var isGated: Bool
  /// Factor on every product of query and key, by default 1 / sqrt(headWidth).
  public var scoreScale: Float
  /// Whether layer l's scores are also divided by l + 1 (Mistral-GPT2 of Stanford CRFM).
  public var dividesScoresByLayer = false
  /// Whether a model that is given text reads a beginning-of-sequence token first.
  public var prependsBOS = true
  /// Whether the unembedding is the embedding.
  public var tiesEmbedding: Bool

  /// Where norms stand in a block.
  public enum NormPlacement: Sendable {
    /// On what each sublayer reads.
    case before
  }

  /// How a token's place enters.
  public enum Position: Equatable, Sendable {
    /// A learned vector for each place is added to the embedding.
    case learned
    /// Queries and keys turn with their place.
    case rotary(Rotary)
  }

  /// How a block's two sublayers follow one another.
  public enum ResidualOrder: Sendable {
    /// The feed-forward layer reads what attention has written.
    case sequential
    /// Both read the block's input, each through its own norm.
    case parallel
  }

  /// The rotary axes, if queries and keys turn.
  var rotary: Rotary? {
    if case .rotary(let rotary) = position { rotary } else { nil }
  }
}
