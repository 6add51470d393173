internal import Files
internal import Tensors

/// The patterns of one prompt, in memory or in a folder.
///
/// Whoever works on patterns asks this for them: by layer, by head, or by rows of a head.
public struct PromptPatterns: Sendable {
  /// The prompt.
  public let prompt: PromptRecord

  private let labels: [String]?
  private let place: Place

  private enum Place {
    case memory(ActivationCache, ScoreFacts?)
    case folder(CaptureStore, model: String)
  }

  /// Wraps captured values: patterns, or queries and keys from which they are computed.
  ///
  /// - Parameters:
  ///   - labels: What to write at each token, a BOS included; without them the prompt's tokens.
  ///   - facts: How the model scores, which queries and keys need.
  public init(
    _ cache: ActivationCache, of prompt: PromptRecord, labels: [String]? = nil,
    scoring facts: ScoreFacts? = nil
  ) {
    (self.prompt, self.labels, place) = (prompt, labels, .memory(cache, facts))
  }

  /// Names saved patterns, which are read when they are needed.
  public init(savedIn store: CaptureStore, of prompt: PromptRecord, model: String) {
    (self.prompt, labels, place) = (prompt, nil, .folder(store, model: model))
  }

  /// The token at each of `count` places: see `TokenFrame.labels`; none where they are not known.
  public func labels(count: Int) -> [String] {
    if let labels, labels.count == count { return labels }
    let frame =
      if case .folder(let store, let model) = place { store.frame(of: model) } else {
        TokenFrame(nil)
      }
    return frame.labels(of: prompt, count: count) ?? []
  }

  /// Opens the patterns for reading; their file stays open as long as the result lives.
  public func opened() -> Open {
    switch place {
    case .memory(let cache, let facts): .memory(cache, facts, hash: prompt.hash)
    case .folder(let store, let model):
      .folder(SavedPatterns(of: prompt.hash, model: model, in: store))
    }
  }

  /// Opens the patterns to read one head after the other.
  public func heads() -> Heads { Heads(opened()) }
}

extension PromptPatterns {
  /// The opened patterns of a prompt, which any thread may read.
  public enum Open: Sendable {
    case memory(ActivationCache, ScoreFacts?, hash: String)
    case folder(SavedPatterns)

    /// The patterns of a layer.
    ///
    /// - Throws: `FormatError` where they are missing or damaged.
    public func layer(_ layer: Int) throws -> LayerPatterns {
      switch self {
      case .folder(let patterns): return try patterns.layer(layer)
      case .memory(_, _, let hash):
        guard let patterns = try layerIfThere(layer) else {
          throw FormatError(
            path: "@\(hash)", problem: "the pattern of layer \(layer) was not captured")
        }
        return patterns
      }
    }

    /// The patterns of a layer; nil if other layers were captured but not this one.
    ///
    /// - Throws: `FormatError` where the file is missing or damaged.
    public func layerIfThere(_ layer: Int) throws -> LayerPatterns? {
      switch self {
      case .folder(let patterns): return try patterns.layerIfThere(layer)
      case .memory(let cache, let facts, _):
        if let patterns = cache[.pattern(layer)], patterns.shape.count == 3 {
          return LayerPatterns(patterns)
        }
        return facts?.rows(layer, of: cache).map { LayerPatterns($0) }
      }
    }
  }

  /// The patterns of a prompt's heads, one after the other: a layer is read once while its heads are asked for in a row.
  public struct Heads {
    private let patterns: Open
    private var layer: (number: Int, values: LayerPatterns)?

    /// Reads from `patterns`; nothing is read yet.
    init(_ patterns: Open) { self.patterns = patterns }

    /// A head's pattern by rows.
    ///
    /// - Throws: `FormatError` where it is missing or damaged.
    public mutating func rows(_ head: Head) throws -> AttentionRows {
      let layer = try layer(head.layer)
      guard let rows = layer.head(head.index) else {
        throw FormatError(
          path: "\(head)",
          problem: "is no head here: the pattern of layer \(head.layer) has shape \(layer.shape)")
      }
      return rows
    }

    /// The patterns of a layer.
    ///
    /// - Throws: `FormatError` where they are missing or damaged.
    public mutating func layer(_ number: Int) throws -> LayerPatterns {
      if let layer, layer.number == number { return layer.values }
      let values = try patterns.layer(number)
      layer = (number, values)
      return values
    }
  }
}
