public import Activations
internal import Pictures
internal import Tensors

/// A prompt and where its patterns are: in memory, or in a folder.
public struct PromptPatterns: Sendable {
  /// The prompt.
  public let prompt: PromptRecord

  private let labels: [String]?
  private let source: Source

  fileprivate enum Source {
    case memory(ActivationCache)
    case folder(CaptureStore, model: String)
  }

  /// Patterns in memory.
  ///
  /// - Parameter labels: What to write at each token, a BOS included; without them the prompt's
  ///   tokens.
  public init(_ cache: ActivationCache, of prompt: PromptRecord, labels: [String]? = nil) {
    (self.prompt, self.labels, source) = (prompt, labels, .memory(cache))
  }

  /// Patterns that were saved; they are read when they are needed.
  public init(savedIn store: CaptureStore, of prompt: PromptRecord, model: String) {
    (self.prompt, labels, source) = (prompt, nil, .folder(store, model: model))
  }

  /// What to write at each of `count` tokens, `<BOS>` first where the prompt has fewer.
  public func labels(count: Int) -> [String] {
    if let labels, labels.count == count { return labels }
    return prompt.labels(count: count)
  }

  /// The patterns, ready to be read; a file among them stays open as long as the result is there.
  func opened() -> OpenPatterns {
    switch source {
    case .memory(let cache): .memory(cache, name: prompt.hash)
    case .folder(let store, let model):
      .folder(SavedPatterns(of: prompt.hash, model: model, in: store))
    }
  }
}

/// The patterns of one prompt while they are in use.
enum OpenPatterns: Sendable {
  case memory(ActivationCache, name: String)
  case folder(SavedPatterns)

  /// The patterns of a layer, `[heads, query, key]`.
  ///
  /// - Throws: `FormatError` or `FigureError` where they are missing or damaged.
  func layer(_ layer: Int) throws -> Tensor {
    switch self {
    case .folder(let patterns): return try patterns.layer(layer)
    case .memory(let cache, let name):
      guard let tensor = cache[.pattern(layer)], tensor.shape.count == 3 else {
        throw FigureError("@\(name): the pattern of layer \(layer) was not captured")
      }
      return tensor
    }
  }
}
