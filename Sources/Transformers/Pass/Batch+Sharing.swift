import Tensors

extension ModelConfig {
  /// Whether a token's values depend only on the tokens up to it, so that prompts with a common
  /// beginning can share them.
  ///
  /// Keys that an indexer chose are not kept with them.
  public var sharesBeginnings: Bool {
    isCausal && encoderLayers == nil && latent?.indexer == nil
  }

  /// Whether queries and keys of a place turn alike in prompts of both lengths: some scalings depend on the length.
  func turnsAlike(_ tokens: Int, _ others: Int) -> Bool {
    tokens == others
      || [rotary, windowedRotary].compactMap { $0 }.allSatisfy {
        $0.frequencies(tokens: tokens) == $0.frequencies(tokens: others)
      }
  }

  /// Has each prompt take its first tokens' rows from the earlier one with the longest common beginning.
  func shareBeginnings(of sequences: inout [Batch.Sequence]) {
    guard sharesBeginnings else { return }
    for index in sequences.indices {
      let tokens = sequences[index].tokens
      for earlier in 0..<index {
        let others = sequences[earlier].tokens
        // A row of its own stays, so that every sequence has one.
        let common = min(commonCount(tokens, others), tokens.count - 1)
        if common > sequences[index].start, common >= leastShared,
          turnsAlike(tokens.count, others.count)
        {
          (sequences[index].start, sequences[index].source) = (common, earlier)
        }
      }
    }
  }
}

/// The shortest common beginning that is worth sharing, in tokens.
public let leastShared = 4

/// The length of the common beginning of both arrays.
public func commonCount(_ left: [Int], _ right: [Int]) -> Int {
  zip(left, right).enumerated().first { $1.0 != $1.1 }?.offset ?? min(left.count, right.count)
}
