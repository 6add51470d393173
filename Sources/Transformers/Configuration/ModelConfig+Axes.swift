import Foundation
import Tensors

/// What there is to choose from on the axes of a configuration.
extension ModelConfig {
  /// Where norms stand in a block.
  public enum NormPlacement: Sendable {
    /// On what each sublayer reads.
    case before
    /// On what each sublayer adds (OLMo 2).
    case after
    /// On both (Gemma 2).
    case beforeAndAfter
    /// On the residual stream after each sublayer has added to it (BERT).
    case onSum
    /// Nowhere.
    case nowhere
    /// On what a sublayer reads in layers of linear attention, on what it adds in others (OLMo Hybrid).
    case byMixer
  }

  /// How a token's position enters the model.
  public enum Position: Equatable, Sendable {
    /// A learned vector for each place is added to the embedding; the table has unused rows before place 0.
    case learned(firstRow: Int)
    /// The same, but the vectors are sines and cosines.
    case sinusoids(Sinusoids)
    /// It does not, but through what attention reads.
    case none
    /// The same, but only queries and keys read it (Press et al., 2020, "Shortformer").
    case learnedForScores
    /// Scores gain what each head has learned for the distance between query and key.
    case distances(Distances)
    /// Queries and keys turn with their place.
    case rotary(Rotary)
    /// Scores fall with distance, by each head's slope (Press et al., 2021).
    case alibi(slopes: [Float])
  }

  /// Whether a block's two sublayers run one after the other or side by side.
  public enum ResidualOrder: Sendable {
    /// The feed-forward layer reads what attention has written.
    case sequential
    /// Both read the block's input, each through its own norm.
    case parallel
    /// Both read the block's input through one norm.
    case parallelSharingNorm
  }

  /// Whether queries and keys are normalised, and over what.
  public enum QueryKeyNorm: Sendable {
    /// They are not.
    case none
    /// Each head for itself.
    case perHead
    /// All heads of a token together.
    case allHeads
  }

  /// T5's learned scores of distances: how distances between query and key are grouped (Raffel et
  /// al., 2020).
  public struct Distances: Equatable, Sendable {
    /// Number of ranges of distances, even.
    public var count: Int
    /// The distance from which on all distances share one range.
    public var farthest: Int
    /// Whether half of the ranges are for keys behind the query.
    public var tellsDirection: Bool
  }

  /// A mixture of experts.
  public struct Experts: Equatable, Sendable {
    /// Number of experts.
    public var count: Int
    /// How many experts a token goes to.
    public var perToken: Int
    /// Whether the shares of the chosen experts are scaled to sum to one.
    public var normalizesShares: Bool
    /// How scores become shares, and which experts are chosen.
    public var router = Router()
    /// Hidden width of the expert that every token goes to, if there is one.
    public var sharedWidth: Int?
    /// Layers that have an ordinary feed-forward layer instead of experts.
    public var denseLayers: Set<Int> = []
    /// The hidden width of dense layers.
    public var denseHiddenWidth = 0
    /// Whether the gate is gpt-oss's: clamped, and one added to the linear part.
    public var isClamped = false
    /// Whether experts and a dense layer stand side by side, each with norms of its own, and the
    /// router reads the stream (Gemma 4).
    public var standBesideDense = false
  }

  /// Queries times 1 + slope ln(1 + floor((place + offset) / length)): Llama 4, Ministral 3.
  public struct QueryGrowth: Equatable, Sendable {
    /// The factor on the logarithm.
    public var slope: Float
    /// How many consecutive places share a factor.
    public var length: Int
    /// An offset that is added to places.
    public var offset = 0
    /// Whether only queries of layers without rotation are scaled.
    public var spareTurning = false

    /// The factor on the query at `place`.
    func factor(at place: Int) -> Float {
      1 + slope * Float(log(1 + Double((place + offset) / length)))
    }
  }

  /// The sizes of DeepSeek's multi-head latent attention: keys and values are made of one small
  /// vector a token, and heads have a part that turns and one that does not.
  ///
  /// The last `turning` elements of each query and key turn; those of keys are the same for all heads.
  public struct Latent: Equatable, Sendable {
    /// Width of the small vector that queries are made of; nil where they are made of the stream
    /// directly.
    public var queryRank: Int?
    /// Width of the small vector that keys and values are made of.
    public var rank: Int
    /// Elements of a query or key that don't turn.
    public var still: Int
    /// Elements that turn.
    public var turning: Int
    /// Width of a head's values.
    public var values: Int
    /// The indexer that chooses the keys a query may see, if the model has one (GLM-5).
    public var indexer: Indexer?
  }

  /// Small heads that choose which keys the real heads see (DeepSeek V3.2, GLM-5).
  public struct Indexer: Equatable, Sendable {
    /// Number of these small heads.
    public var heads: Int
    /// Width of a small head.
    public var width: Int
    /// How many keys each query keeps.
    public var keeps: Int
    /// Layers that choose anew; the others use the choice of the layer before.
    public var layers: Set<Int>
  }

  /// DeBERTa's relative scores: queries, and keys, times vectors that stand for distances (He et
  /// al., 2021).
  public struct RelativeScores: Equatable, Sendable {
    /// How many distances have a vector, on each side.
    public var span: Int
    /// Number of ranges that distances are grouped in, both sides together; 0 for no grouping.
    public var buckets: Int
    /// The distance from which on all distances share one range.
    public var farthest: Int
    /// Whether queries are multiplied with vectors of distances.
    public var queries: Bool
    /// Whether keys are multiplied with vectors of distances.
    public var keys: Bool
    /// Whether vectors of distances are normalised.
    public var isNormalized: Bool
    /// Whether vectors of distances go through the query and key projections instead of projections
    /// of their own.
    public var sharesMaps: Bool
  }

  /// Vectors of places made of sines and cosines: first half sines, second half cosines.
  public struct Sinusoids: Equatable, Sendable {
    /// The number of place 0.
    public var first = 0
    /// Whether the longest wavelength belongs to the last pair (fairseq) and not to the one behind
    /// it.
    public var reachesEnd = false
  }

  /// AltUp's several residual streams, of which blocks change one (Baykal et al., 2023,
  /// "Alternating Updates").
  public struct Streams: Equatable, Sendable {
    /// Number of streams.
    public var count: Int
    /// The stream that blocks work on.
    public var active: Int
    /// Whether the active stream is scaled before the per-layer vector is added to the others.
    public var scalesActive: Bool
  }

  /// Constant factors around attention (Falcon-H1).
  public struct AttentionFactors: Equatable, Sendable {
    /// The factor on attention's input.
    public var input: Float
    /// The factor on keys.
    public var key: Float
    /// The factor on attention's output.
    public var output: Float
  }
}
