import Foundation
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
  /// Width of a head's values, where it is another.
  public var valueWidth: Int?
  /// The width of each layer's heads, where layers differ (Gemma 4).
  public var headWidths: [Int] = []
  /// Each layer's key and value heads, where layers differ.
  public var keyValueHeadCounts: [Int] = []
  /// Width inside the feed-forward layer, or inside each expert.
  public var hiddenWidth: Int
  /// The width inside each layer's dense feed-forward layer, where layers differ (Gemma 4).
  public var hiddenWidths: [Int] = []
  /// Number of token ids.
  public var vocabularySize: Int
  /// Most tokens of a prompt.
  public var contextLength: Int

  // MARK: Axes

  /// How rows are normalised.
  public var norm: NormKind
  /// The epsilon under the norm's square root.
  public var epsilon: Float
  /// Where norms stand in a block.
  public var normPlacement: NormPlacement = .before
  /// Whether a norm stands after the last block.
  public var hasFinalNorm = true
  /// Whether the embeddings are normalised.
  public var normalizesEmbedding = false
  /// Whether embeddings and position vectors are normalised after they are added (BART).
  public var normalizesPlaced = false
  /// How a token's position enters the model.
  public var position: Position
  /// Whether a query sees no key after itself.
  public var isCausal = true
  /// Whether this is an encoder like BERT, whose embeddings TransformerLens's HookedEncoder names in its own way.
  public var isEncoder = false
  /// Whether the vector of the first token type is added to every embedding.
  public var hasTokenTypes = false
  /// Rotation in layers that see only a window, where it differs from the others'.
  public var windowedRotary: Rotary?
  /// Layers whose queries and keys do not turn.
  public var unrotatedLayers: Set<Int> = []
  /// Each layer's window, the number of keys up to its own that a query sees (as many behind it in encoders);
  /// nil for all keys, empty for no window in any layer.
  public var windows: [Int?] = []
  /// Whether windows are fixed chunks of the text, so that a query sees its own chunk alone (Llama
  /// 4).
  public var chunksText = false
  /// What mixes tokens in each layer; empty for attention in all of them.
  public var mixers: [Mixer] = []
  /// Linear attention's sizes, in a model that has such layers.
  public var deltaRule: DeltaRule?
  /// The state space's sizes, in a model that has such layers.
  public var stateSpace: StateSpace?
  /// How many tokens a layer's short convolution spans.
  public var shortConvolution = 0
  /// The activation after a state space's convolution.
  public var mixerActivation = Activation.silu
  /// Layers without a feed-forward layer, where others have one.
  public var mixerOnlyLayers: Set<Int> = []
  /// Keys and values that are made of one small vector a token (DeepSeek).
  public var latent: Latent?
  /// For each layer the layer whose keys and values it uses; empty if each has its own.
  public var keyValueSources: [Int] = []
  /// Layers that use their keys, before norm and rotation, as values.
  public var layersSharingKeyValue: Set<Int> = []
  /// How attention and feed-forward layers follow one another.
  public var residual: ResidualOrder = .sequential
  /// The function inside the feed-forward layer.
  public var activation: Activation
  /// Whether the activation is SoLU, x softmax(x) over the row (Elhage et al., 2022).
  public var softens = false
  /// Whether hidden values are normalised before the second projection.
  public var normalizesHidden = false
  /// Layers whose mixer reads the stream as it is (ModernBERT's first).
  public var unnormedLayers: Set<Int> = []
  /// Factor on the gate before its function (Falcon-H1).
  public var gateFactor: Float = 1
  /// Factor on what a feed-forward layer adds (Falcon-H1).
  public var hiddenFactor: Float = 1
  /// Whether blocks have a feed-forward layer.
  public var hasFeedForward = true
  /// Whether a second projection is multiplied with the activated one (a gated feed-forward layer).
  public var isGated: Bool
  /// The experts that share out a feed-forward layer's tokens, if there are any.
  public var experts: Experts?
  /// Whether queries and keys are normalised before rotation, and over what.
  public var queryKeyNorm: QueryKeyNorm = .none
  /// Whether queries and keys are normalised after rotation instead of before.
  public var normalizesAfterRotation = false
  /// Layers whose queries and keys are not normalised although others' are.
  public var unnormalizedLayers: Set<Int> = []
  /// Whether each head's values are divided by their root mean square.
  public var normalizesValues = false
  /// How queries are scaled by their place, if they are.
  public var queryGrowth: QueryGrowth?
  /// Whether what heads mix is multiplied by the sigmoid of a gate before the output projection.
  public var gatesAttention = false
  /// Whether what all heads mix is normalised before the output projection.
  public var normalizesMixed = false
  /// The magnitude that queries, keys and values are clamped to; nil for none.
  public var projectionLimit: Float?
  /// Factor on every product of query and key, by default 1 / sqrt(headWidth).
  public var scoreScale: Float
  /// Whether layer l's scores are also divided by l + 1 (Mistral-GPT2 of Stanford CRFM).
  public var dividesScoresByLayer = false
  /// The soft limit of scores, cap tanh(score / cap); nil for none.
  public var scoreCap: Float?
  /// Whether heads have attention sinks: a learned score that takes part in each row's softmax and
  /// is then dropped.
  public var hasSinks = false
  /// Factor on what attention reads, on keys, and on what it adds (Falcon-H1).
  public var attentionFactors: AttentionFactors?
  /// Factor on embeddings.
  public var embeddingScale: Float = 1
  /// Factor on what a sublayer adds to the residual stream.
  public var residualScale: Float = 1
  /// Factor on logits.
  public var logitScale: Float = 1
  /// The soft limit of logits, cap tanh(logit / cap); nil for none.
  public var logitCap: Float?
  /// Number of blocks of the encoder, in a model that has one beside its decoder.
  public var encoderLayers: Int?
  /// The token that the decoder of an encoder-decoder model begins with.
  public var decoderStart: Int?
  /// The token that ends the encoder's text in an encoder-decoder model; what follows it in a
  /// prompt is the decoder's text.
  public var sourceEnd: Int?
  /// Which part of an encoder-decoder model this is; nil for the whole, and for other models.
  public var part: ModelPart?
  /// The activation in a masked language model's head, where it differs from the feed-forward
  /// layers'.
  public var headActivation: Activation?
  /// Width of the embeddings, where they are mapped to the model's width.
  public var embeddingWidth: Int?
  /// The epsilon of norms behind sublayers, where it differs.
  public var postEpsilon: Float?
  /// Whether each block's output is multiplied by a learned number.
  public var scalesBlocks = false
  /// Width of the vector that each token has for each layer besides its embedding; 0 for none (Gemma 3n).
  public var perLayerWidth = 0
  /// The several residual streams of the model, if it has more than one.
  public var streams: Streams?
  /// Width of a narrow map beside attention whose result is added too (Gemma 3n's "learned augmented residual"); 0 for none.
  public var besideAttention = 0
  /// The factor on the stream after attention is added.
  public var attendedFactor: Float = 1
  /// Each layer's sparsity cutoff: gates count from so many standard deviations above the row's
  /// mean; empty or -infinity for all gates.
  public var gateCutoffs: [Float] = []
  /// DeBERTa's scores of distances, if the model has them.
  public var relativeScores: RelativeScores?
  /// The kind of the norm after the last block, where it differs from the others.
  public var finalNorm: NormKind?
  /// Whether a model that is given text reads a beginning-of-sequence token first.
  public var prependsBOS = true
  /// Whether the unembedding is the embedding.
  public var tiesEmbedding: Bool
}

extension ModelConfig {
  /// The encoder that the blocks attend to: the same axes, but that every query sees every key.
  var encoder: ModelConfig? {
    guard let encoderLayers else { return nil }
    var encoder = self
    (encoder.layers, encoder.encoderLayers, encoder.decoderStart) = (encoderLayers, nil, nil)
    encoder.isCausal = false
    if var distances {
      distances.tellsDirection = true
      encoder.position = .distances(distances)
    }
    return encoder
  }

  /// The rotary axes, if queries and keys turn.
  var rotary: Rotary? {
    if case .rotary(let rotary) = position { rotary } else { nil }
  }

  /// The rotation of queries and keys in `layer`; nil where they don't turn.
  public func rotary(in layer: Int) -> Rotary? {
    guard !unrotatedLayers.contains(layer) else { return nil }
    return window(in: layer) == nil ? rotary : windowedRotary ?? rotary
  }

  /// Where norms stand in `layer`.
  func normPlacement(in layer: Int) -> NormPlacement {
    guard normPlacement == .byMixer else { return normPlacement }
    return mixer(in: layer) == .attention ? .after : .before
  }

  /// Whether queries and keys of `layer` are normalised.
  func normalizesHeads(in layer: Int) -> Bool {
    queryKeyNorm != .none && !unnormalizedLayers.contains(layer)
  }

  /// The shape of a token's row in the residual stream between blocks: `[d]`, or `[streams, d]`.
  public var streamShape: [Int] { streams.map { [$0.count, width] } ?? [width] }

  /// The width of the table of tokens.
  var tableWidth: Int { embeddingWidth ?? width }

  /// The width of a query's or key's head in `layer`.
  public func headWidth(in layer: Int) -> Int { headWidths.isEmpty ? headWidth : headWidths[layer] }

  /// The width of a value's head in `layer`.
  public func valueWidth(in layer: Int) -> Int { valueWidth ?? headWidth(in: layer) }

  /// Key and value heads of `layer`.
  public func keyValueHeads(in layer: Int) -> Int {
    keyValueHeadCounts.isEmpty ? keyValueHeads : keyValueHeadCounts[layer]
  }

  /// The layer whose keys and values `layer` uses; nil where it has its own.
  func keyValueSource(of layer: Int) -> Int? {
    guard layer < keyValueSources.count, keyValueSources[layer] != layer else { return nil }
    return keyValueSources[layer]
  }

  /// The width inside the dense feed-forward layer of `layer`.
  func denseHiddenWidth(in layer: Int) -> Int {
    if !hiddenWidths.isEmpty { return hiddenWidths[layer] }
    return experts.map { $0.denseHiddenWidth } ?? hiddenWidth
  }

  /// The last layer before which a pass can start for `layer`: layers that use others' keys, or choice of keys, need these.
  func start(for layer: Int) -> Int {
    guard (0..<layers).contains(layer) else { return layer }
    var first = (layer..<layers).compactMap(keyValueSource).min().map { min($0, layer) } ?? layer
    if let indexer = latent?.indexer {
      while first > 0, !indexer.layers.contains(first) { first -= 1 }
    }
    return first
  }

  /// Whether block `layer` has a feed-forward layer.
  public func hasFeedForward(in layer: Int) -> Bool {
    hasFeedForward && !mixerOnlyLayers.contains(layer)
  }

  /// Whether queries and keys of `layer` turn, or are normalised or limited, before scores read them.
  func changesQueries(in layer: Int) -> Bool {
    rotary(in: layer) != nil || normalizesHeads(in: layer) || projectionLimit != nil
      || queryGrowth != nil
  }

  /// The window of `layer`: how many keys up to its own a query sees; nil for all.
  public func window(in layer: Int) -> Int? { windows.isEmpty ? nil : windows[layer] }

  /// The longest prompt in tokens that the model is made for: its context, stretched by the scaling
  /// of its rotation.
  public var longestPrompt: Int {
    let most = 1 << 20
    func stretched(_ context: Int, by factor: Double) -> Int {
      max(contextLength, Int(min(Double(context) * factor, Double(most))))
    }
    switch rotary?.scaling {
    case .dynamic?: return max(contextLength, most)
    case .linear(let factor)?: return stretched(contextLength, by: factor)
    case .yarn(let yarn)?: return stretched(yarn.context, by: yarn.factor)
    case .llama3(let factor, _, _, let context)?: return stretched(context, by: factor)
    case .longRope?, .divisors?, Rotary.Scaling.none?, nil: return contextLength
    }
  }

  /// Whether positions are learned vectors, so that their number limits a prompt.
  public var hasLearnedPlaces: Bool { firstPlace != nil }

  /// Whether only queries and keys read the learned places.
  var addsPlacesToScores: Bool {
    if case .learnedForScores = position { true } else { false }
  }

  /// Whether a vector for each place is added to embeddings, or for scores.
  var hasPlaceVectors: Bool {
    if case .sinusoids = position { true } else { firstPlace != nil }
  }

  /// The row of place 0 in the table of places, if there is one.
  var firstPlace: Int? {
    switch position {
    case .learned(let firstRow): firstRow
    case .learnedForScores: 0
    case .distances, .rotary, .alibi, .sinusoids, .none: nil
    }
  }

  /// The ranges of distances that have learned scores, if there are any.
  var distances: Distances? {
    if case .distances(let distances) = position { distances } else { nil }
  }

  /// Whether block `layer` has experts.
  func hasExperts(in layer: Int) -> Bool {
    experts.map { !$0.denseLayers.contains(layer) } ?? false
  }
}
