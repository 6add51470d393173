import Activations
import Formats
import Synchronization
import Tensors

/// A norm's learned factors and offsets, one a column, where it has them.
struct NormWeights: Sendable {
  let weight: FloatBuffer?
  let bias: FloatBuffer?
}

/// The maps of a feed-forward layer, or of one expert.
struct DenseWeights: Sendable {
  let gate: Linear?  // width -> hiddenWidth, where the layer is gated
  let up: Linear  // width -> hiddenWidth
  let down: Linear  // hiddenWidth -> width
  var curve: XIELU?  // the function with learned slopes, in place of the configured one
  var norm: NormWeights?  // on the softened row, or on the gated one
  var cutoff = -Float.infinity  // standard deviations above the mean from which on gates count
}

/// The maps of a mixture of experts.
struct ExpertWeights: Sendable {
  let router: Linear  // width -> experts
  var routerBias: [Float]?  // one an expert
  var table: ExpertTable?  // the experts of each token, where no router chooses them
  let experts: [DenseWeights]
  var beside: BesideDense?
  var shared: DenseWeights?  // what every token goes to
  var sharedGate: Linear?  // width -> 1
}

/// The maps of one attention layer.
struct AttentionWeights: Sendable {
  let query: Linear  // width -> heads * headWidth
  let key: Linear  // width -> keyValueHeads * headWidth
  let value: Linear
  let queryNorm: NormWeights?
  let keyNorm: NormWeights?
  let sinks: [Float]?  // one a head
  var gate: Linear?  // width -> heads * headWidth
  var mixedNorm: NormWeights?  // on what all heads mix
  var latent: LatentWeights?
  var indexer: IndexerWeights?
  var compressor: CompressorWeights?
  var relativeQuery: Linear?  // width -> heads * headWidth, of vectors of distances
  var relativeKey: Linear?
  var groups: GroupedMap?  // heads * headWidth -> the vectors of groups of heads
  let output: Linear  // heads * headWidth, or those vectors -> width
}

/// Everything that one block multiplies with: matrices as they are stored, norms and biases in float32.
struct LayerWeights: Sendable {
  var norm1: NormWeights?
  var norm1Post: NormWeights?
  var norm1Sum: NormWeights?
  var norm2: NormWeights?
  var norm2Post: NormWeights?
  var norm2Sum: NormWeights?
  var attention: AttentionWeights?
  var mixer: MixerWeights?
  var cross: CrossAttention?
  var feedForward: FeedForward?
  var beside: BesideAttention?
  var streams: StreamWeights?
  var connections: BlockConnections?
  var perLayer: PerLayerWeights?
  var scale: Float?

  enum FeedForward: Sendable {
    case dense(DenseWeights)
    case experts(ExpertWeights)
    case denseAndExperts(DenseWeights, ExpertWeights)
  }
}

/// What a masked language model puts before its unembedding.
struct UnembeddingWeights: Sendable {
  let map: Linear  // width -> width
  let norm: NormWeights
}

/// A model's stored tensors by role; a layer's are looked up when a pass first comes to it.
public final class Weights: Sendable {
  let config: ModelConfig
  private let reader: WeightReader
  private let layers = Mutex([Int: LayerWeights]())

  /// Describes the weights without reading them.
  ///
  /// - Parameters:
  ///   - tensors: What the model's files hold, by name.
  ///   - path: Where that is, for messages.
  init(
    _ tensors: [String: StoredTensor], at path: String, layout: WeightLayout, config: ModelConfig
  ) {
    self.config = config
    reader = WeightReader(tensors: tensors, path: path, layout: layout, config: config)
  }

  /// The weights of block `index`.
  func layer(_ index: Int) throws -> LayerWeights {
    if let layer = layers.withLock({ $0[index] }) { return layer }
    let layer = try reader.layer(index)
    layers.withLock { $0[index] = layer }
    return layer
  }

  /// The embeddings of `tokens`, `[tokens, width]`: only these rows are read.
  func embedding(of tokens: [Int]) throws -> Tensor { try reader.rows(tokens, of: .embedding) }

  /// The learned embeddings of these places, `[places, width]`.
  func positionEmbedding(of places: [Int]) throws -> Tensor {
    try reader.rows(places, of: .positionEmbedding)
  }

  /// The learned embeddings of these token types, `[types, width]`.
  func typeEmbedding(of types: [Int]) throws -> Tensor {
    try reader.rows(types, of: .typeEmbedding)
  }

  /// Learned scores of distances, which all layers share.
  func distances() throws -> DistanceScores? { try reader.distances() }

  /// Throws for an encoder whose files have no head.
  func requireLogits(_ config: ModelConfig) throws {
    guard config.isEncoder, try head() == nil else { return }
    throw ModelError(.badRequest, "\(config.name) has no head that gives scores of tokens")
  }

  /// What a masked language model puts before its unembedding, if there is such a layer.
  func head() throws -> UnembeddingWeights? { try reader.head() }

  /// What the ends of a model with several streams, or with per-layer vectors, are made of.
  func tables() throws -> EmbeddingTables { try reader.tables() }

  /// The vectors of distances.
  func relativeVectors() throws -> Tensor? { try reader.relativeVectors() }

  /// The norm on embeddings.
  func embeddingNorm() throws -> NormWeights {
    try reader.norm(
      .embeddingNorm, layer: nil, count: config.isEncoder ? config.tableWidth : config.width)
  }

  /// The map of embeddings to the model's width, where they have another.
  func embeddingMap() throws -> Linear? {
    try reader.tableMap(.embeddingMap, config.tableWidth, config.width)
  }

  /// The norm after the last block.
  func finalNorm() throws -> NormWeights { try reader.norm(.finalNorm, layer: nil) }

  /// Logits of the rows of `x`, `[rows, vocabulary]`.
  func logits(of x: Tensor) throws -> Tensor { try reader.logits(of: x) }

  /// The unembedding's vectors of these tokens, `[tokens, width]`, and what is added to the logit of each.
  func unembeddings(of tokens: [Int]) throws -> (rows: Tensor, biases: [Float]) {
    try reader.unembeddings(of: tokens)
  }
}
