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
  /// Width inside the feed-forward layer, or inside each expert.
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
  /// Whether the embeddings are normalised.
  public var normalizesEmbedding = false
  /// How a token's place enters.
  public var position: Position
  /// Rotation in layers that see only a window, where it differs from the others'.
  public var windowedRotary: Rotary?
  /// Layers whose queries and keys do not turn.
  public var unrotatedLayers: Set<Int> = []
  /// For each layer how many keys up to its own a query sees; nil for all, empty for all in every layer.
  public var windows: [Int?] = []
  /// How attention and feed-forward layers follow one another.
  public var residual: ResidualOrder = .sequential
  /// The function inside the feed-forward layer.
  public var activation: Activation
  /// Whether a second projection multiplies the activated one.
  public var isGated: Bool
  /// The experts that share out a feed-forward layer's tokens, if there are any.
  public var experts: Experts?
  /// Whether queries and keys are normalised before they turn.
  public var queryKeyNorm: QueryKeyNorm = .none
  /// Queries, keys and values are limited to this magnitude.
  public var projectionLimit: Float?
  /// Factor on every product of query and key, by default 1 / sqrt(headWidth).
  public var scoreScale: Float
  /// Whether layer l's scores are also divided by l + 1 (Mistral-GPT2 of Stanford CRFM).
  public var dividesScoresByLayer = false
  /// Scores become cap tanh(score / cap).
  public var scoreCap: Float?
  /// Whether each head has a learned score that takes its share of every row and is dropped.
  public var hasSinks = false
  /// Factor on embeddings.
  public var embeddingScale: Float = 1
  /// Factor on what a sublayer adds to the residual stream.
  public var residualScale: Float = 1
  /// Factor on logits.
  public var logitScale: Float = 1
  /// Logits become cap tanh(logit / cap).
  public var logitCap: Float?
  /// Whether a model that is given text reads a beginning-of-sequence token first.
  public var prependsBOS = true
  /// Whether the unembedding is the embedding.
  public var tiesEmbedding: Bool

  /// Where norms stand in a block.
  public enum NormPlacement: Sendable {
    /// On what each sublayer reads.
    case before
    /// On what each sublayer adds (OLMo 2).
    case after
    /// On both (Gemma 2).
    case beforeAndAfter
  }

  /// How a token's place enters.
  public enum Position: Equatable, Sendable {
    /// A learned vector for each place is added to the embedding; the table has unused rows before place 0.
    case learned(firstRow: Int)
    /// Queries and keys turn with their place.
    case rotary(Rotary)
    /// Scores fall with distance, by each head's slope (Press et al., 2021).
    case alibi(slopes: [Float])
  }

  /// How a block's two sublayers follow one another.
  public enum ResidualOrder: Sendable {
    /// The feed-forward layer reads what attention has written.
    case sequential
    /// Both read the block's input, each through its own norm.
    case parallel
    /// Both read the block's input through one norm.
    case parallelSharingNorm
  }

  /// Over what queries and keys are normalised.
  public enum QueryKeyNorm: Sendable {
    /// They are not.
    case none
    /// Each head for itself.
    case perHead
    /// All heads of a token together.
    case allHeads
  }

  /// A mixture of experts.
  public struct Experts: Equatable, Sendable {
    /// Number of experts.
    public var count: Int
    /// How many of them a token goes to.
    public var perToken: Int
    /// Whether the chosen ones' shares are made to sum to one.
    public var normalizesShares: Bool
    /// Layers with an ordinary feed-forward layer instead, and that one's hidden width.
    public var denseLayers: Set<Int> = []
    /// The hidden width of dense layers.
    public var denseHiddenWidth = 0
    /// Whether the gate is gpt-oss's: clamped, and one added to the linear part.
    public var isClamped = false
  }

  /// The rotary axes, if queries and keys turn.
  var rotary: Rotary? {
    if case .rotary(let rotary) = position { rotary } else { nil }
  }

  /// The rotation in `layer`.
  func rotary(in layer: Int) -> Rotary? {
    guard !unrotatedLayers.contains(layer) else { return nil }
    return window(in: layer) == nil ? rotary : windowedRotary ?? rotary
  }

  /// How many keys up to its own a query of `layer` sees.
  func window(in layer: Int) -> Int? { windows.isEmpty ? nil : windows[layer] }

  /// Whether places are learned, so that a prompt can't be longer than the table.
  var hasLearnedPlaces: Bool {
    if case .learned = position { true } else { false }
  }

  /// Whether block `layer` has experts.
  func hasExperts(in layer: Int) -> Bool {
    experts.map { !$0.denseLayers.contains(layer) } ?? false
  }
}
