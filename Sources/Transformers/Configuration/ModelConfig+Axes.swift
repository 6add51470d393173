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

  /// How a token's place enters.
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

  /// How distances between query and key share learned scores (Raffel et al., 2020; T5).
  public struct Distances: Equatable, Sendable {
    /// Number of ranges of distances, even.
    public var count: Int
    /// The distance from which on all share a range.
    public var farthest: Int
    /// Whether half of the ranges are for keys after the query.
    public var tellsDirection: Bool
  }

  /// A mixture of experts.
  public struct Experts: Equatable, Sendable {
    /// Number of experts.
    public var count: Int
    /// How many of them a token goes to.
    public var perToken: Int
    /// Whether the chosen ones' shares are made to sum to one.
    public var normalizesShares: Bool
    /// How scores become shares, and which experts are chosen.
    public var router = Router()
    /// Hidden width of the expert that every token goes to, if there is one.
    public var sharedWidth: Int?
    /// Layers with an ordinary feed-forward layer instead, and that one's hidden width.
    public var denseLayers: Set<Int> = []
    /// The hidden width of dense layers.
    public var denseHiddenWidth = 0
    /// Whether the gate is gpt-oss's: clamped, and one added to the linear part.
    public var isClamped = false
    /// Whether they stand beside a dense layer, each with norms of its own, and the router reads the stream (Gemma 4).
    public var standBesideDense = false
  }

  /// Queries times 1 + slope ln(1 + floor((place + offset) / length)): Llama 4, Ministral 3.
  public struct QueryGrowth: Equatable, Sendable {
    /// The factor on the logarithm.
    public var slope: Float
    /// Places that grow alike.
    public var length: Int
    /// What is added to places.
    public var offset = 0
    /// Whether only queries that don't turn grow.
    public var spareTurning = false

    /// The factor on the query at `place`.
    func factor(at place: Int) -> Float {
      1 + slope * Float(log(1 + Double((place + offset) / length)))
    }
  }

  /// Queries and keys of two parts, keys and values read from one small vector (DeepSeek V2, "multi-head latent attention").
  ///
  /// The last `turning` elements of each query and key turn; those of keys are the same for all heads.
  public struct Latent: Equatable, Sendable {
    /// Width of the vector that queries are made of; nil where they are made of the stream.
    public var queryRank: Int?
    /// Width of the vector that keys and values are made of.
    public var rank: Int
    /// Elements of a query or key that don't turn.
    public var still: Int
    /// Elements that turn.
    public var turning: Int
    /// Width of a head's values.
    public var values: Int
    /// What chooses the keys that a query may see, where there is such a thing (GLM-5).
    public var indexer: Indexer?
  }

  /// Small heads that choose the keys that the real ones see (DeepSeek V3.2, GLM-5).
  public struct Indexer: Equatable, Sendable {
    /// Its heads.
    public var heads: Int
    /// The width of each.
    public var width: Int
    /// Keys that stay.
    public var keeps: Int
    /// Layers that choose; the others use the last choice again.
    public var layers: Set<Int>
  }

  /// Scores of distances: queries with vectors of distances, and keys with others (He et al., 2021, "DeBERTa").
  public struct RelativeScores: Equatable, Sendable {
    /// Distances that have a vector, on each side.
    public var span: Int
    /// Ranges of distances on both sides together; 0 where each distance is its own.
    public var buckets: Int
    /// The distance from which on all share a range.
    public var farthest: Int
    /// Whether queries meet vectors of distances.
    public var queries: Bool
    /// Whether keys do.
    public var keys: Bool
    /// Whether vectors of distances are normalised.
    public var isNormalized: Bool
    /// Whether they go through the maps of queries and keys, and not maps of their own.
    public var sharesMaps: Bool
  }

  /// Vectors of places made of sines and cosines: first half sines, second half cosines.
  public struct Sinusoids: Equatable, Sendable {
    /// The number of place 0.
    public var first = 0
    /// Whether wavelengths reach to the last pair (fairseq), and not one step short of it.
    public var reachesEnd = false
  }

  /// Several residual streams of which blocks work on one (Baykal et al., 2023, "Alternating Updates").
  public struct Streams: Equatable, Sendable {
    /// How many.
    public var count: Int
    /// The one that blocks work on.
    public var active: Int
    /// Whether it is scaled before the per-layer vector is added to the others.
    public var scalesActive: Bool
  }

  /// Factors on attention's ends.
  public struct AttentionFactors: Equatable, Sendable {
    /// On what attention reads.
    public var input: Float
    /// On keys.
    public var key: Float
    /// On what attention adds.
    public var output: Float
  }
}
