import Tensors

/// What of a prompt stays once its pass is over.
public enum Keeping: Sendable, CaseIterable {
  /// Nothing.
  case nothing
  /// Every layer's patterns.
  case patterns
  /// Every layer's queries and keys, of which patterns are made again row by row.
  case queriesAndKeys
}

/// The memory that a prompt takes, weights aside.
public struct PromptMemory: Equatable, Sendable {
  /// Bytes that stay once the pass is over.
  public let kept: Int
  /// Bytes that are there besides while it runs, at most.
  public let working: Int

  /// Bytes that are there at most at once.
  public var peak: Int { kept + working }
}

extension ModelConfig {
  /// The memory that a prompt of so many tokens takes, weights aside.
  ///
  /// - Parameter logits: Of how many tokens logits are wanted.
  public func memory(tokens n: Int, keeping: Keeping, logits: Int = 0) -> PromptMemory {
    let row = n * headWidth * 4
    let kept: Int
    switch keeping {
    case .nothing: kept = 0
    case .patterns: kept = layers * heads * n * n * 4
    case .queriesAndKeys: kept = layers * (heads + keyValueHeads) * row
    }
    // the stream, its norm, what attention adds, and a copy that a sum or a norm makes
    let streams = 4 * n * width * 4
    // queries, z, keys, values
    let attention = 2 * (heads + keyValueHeads) * row
    let blocks = Parallel.width * min(n, 128) * n * 4
    let part = min(n, feedForwardRows)
    let hidden = part * (2 * hiddenWidth + 3 * width) * 4
    let ends = logits * (vocabularySize + width) * 4
    return PromptMemory(
      kept: kept, working: streams + max(attention + blocks, hidden, ends))
  }
}
