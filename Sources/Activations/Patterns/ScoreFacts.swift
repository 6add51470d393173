internal import Files
public import Formats

/// How a model turns queries and keys into patterns, layer by layer: what is needed to compute
/// patterns from stored queries and keys.
///
/// Saved in `model_cfg.json` under `key`, which pattern_lens passes over.
public struct ScoreFacts: Equatable, Sendable {
  /// How one layer scores.
  public struct Layer: Equatable, Sendable {
    /// How queries and keys become scores.
    public let scoring: Scoring
    /// Whether scores read `hook_rot_q` and `hook_rot_k`; else `hook_q` and `hook_k`.
    public let readsRotated: Bool

    /// Describes how a layer scores.
    public init(scoring: Scoring, readsRotated: Bool) {
      (self.scoring, self.readsRotated) = (scoring, readsRotated)
    }
  }

  /// All layers; nil for one without patterns.
  public let layers: [Layer?]

  /// The key in `model_cfg.json` under which these facts are kept.
  public static let key = "attn_score_facts"

  /// Makes the facts of a model from those of its layers.
  public init(layers: [Layer?]) { self.layers = layers }

  /// The hook points of the queries and keys that a layer's patterns are computed from; nil for a
  /// layer without patterns.
  public func points(_ layer: Int) -> (queries: HookPoint, keys: HookPoint)? {
    guard layers.indices.contains(layer), let own = layers[layer] else { return nil }
    return own.readsRotated
      ? (.block(.rotatedQuery, layer), .block(.rotatedKey, layer))
      : (.block(.query, layer), .block(.key, layer))
  }

  /// The hook points of the queries and keys of all layers: capturing them is enough to compute all
  /// patterns.
  public var points: CaptureSet {
    CaptureSet(
      layers.indices.flatMap { layer in points(layer).map { [$0.queries, $0.keys] } ?? [] })
  }

  /// The hook points of the queries and keys of these layers; nil if one of them has no patterns.
  public func points(of layers: some Sequence<Int>) -> CaptureSet? {
    var all: [HookPoint] = []
    for layer in Set(layers).sorted() {
      guard let points = points(layer) else { return nil }
      all += [points.queries, points.keys]
    }
    return CaptureSet(all)
  }

  /// The patterns of a layer, computed from captured queries and keys; nil if these were not
  /// captured.
  public func rows(_ layer: Int, of cache: ActivationCache) -> PatternRows? {
    guard let points = points(layer), let own = layers[layer],
      let queries = cache[points.queries], let keys = cache[points.keys]
    else { return nil }
    return PatternRows(queries: queries, keys: keys, scoring: own.scoring)
  }
}

extension ScoreFacts {
  /// The object for `model_cfg.json`: an array over layers of what is not as in the layer before.
  public var json: JSON { .array(layers.map { layer in layer.map(\.json) ?? .null }) }

  /// Reads the facts that `json` writes.
  ///
  /// - Parameter path: The file that it comes from, for messages.
  /// - Throws: `FormatError` where it is something else.
  public init(_ json: JSON, path: String) throws {
    guard let layers = json.arrayValue else {
      throw FormatError(path: path, problem: "'\(Self.key)' is no array of layers")
    }
    self.layers = try layers.enumerated().map { index, layer in
      if layer == .null { return nil }
      guard let facts = Layer(layer) else {
        throw FormatError(
          path: path, problem: "'\(Self.key)' does not say how layer \(index) scores")
      }
      return facts
    }
  }
}

extension ScoreFacts.Layer {
  fileprivate var json: JSON {
    func list(_ values: [Float]?) -> JSON {
      values.map { .array($0.map { .number(Double($0)) }) } ?? .null
    }
    return .object([
      "rotated": .bool(readsRotated),
      "scale": .number(Double(scoring.scale)),
      "causal": .bool(scoring.sight.isCausal),
      "chunked": .bool(scoring.sight.isChunked),
      "window": scoring.sight.window.map { .integer($0) } ?? .null,
      "soft_cap": scoring.cap.map { .number(Double($0)) } ?? .null,
      "slopes": list(scoring.slopes),
      "sinks": list(scoring.sinks),
      "distances": scoring.distances.map { distances in
        .object([
          "buckets": .integer(distances.count),
          "farthest": .integer(distances.farthest),
          "both_directions": .bool(distances.tellsDirection),
          "heads": .integer(distances.heads),
          "scores": list(distances.table),
        ])
      } ?? .null,
    ])
  }

  fileprivate init?(_ json: JSON) {
    func list(_ key: String) -> [Float]?? {
      guard let value = json[key], value != .null else { return .some(nil) }
      guard let numbers = value.floats else { return nil }
      return numbers
    }
    guard let scale = json["scale"]?.doubleValue, let isCausal = json["causal"]?.boolValue,
      let rotated = json["rotated"]?.boolValue, let slopes = list("slopes"),
      let sinks = list("sinks"), json["window"]?.integerValue ?? 1 > 0
    else { return nil }
    var scoring = Scoring(
      scale: Float(scale),
      sight: Sight(
        window: json["window"]?.integerValue, isCausal: isCausal,
        isChunked: json["chunked"]?.boolValue ?? false))
    scoring.cap = json["soft_cap"]?.doubleValue.map { Float($0) }
    (scoring.slopes, scoring.sinks) = (slopes, sinks)
    if let distances = json["distances"], distances != .null {
      guard let own = DistanceScores(distances) else { return nil }
      scoring.distances = own
    }
    self.init(scoring: scoring, readsRotated: rotated)
  }
}

extension DistanceScores {
  fileprivate init?(_ json: JSON) {
    guard let count = json["buckets"]?.integerValue, let heads = json["heads"]?.integerValue,
      let farthest = json["farthest"]?.integerValue, let table = json["scores"]?.floats,
      let tellsDirection = json["both_directions"]?.boolValue, count > 1, count < 1 << 20,
      heads > 0, heads < 1 << 20, table.count == count * heads,
      (0..<1 << 20).contains(farthest)
    else { return nil }
    self.init(
      count: count, farthest: farthest, tellsDirection: tellsDirection, table: table,
      heads: heads)
  }
}

extension JSON {
  fileprivate var floats: [Float]? {
    guard let values = arrayValue else { return nil }
    let numbers = values.compactMap { $0.doubleValue.map { Float($0) } }
    return numbers.count == values.count ? numbers : nil
  }
}
