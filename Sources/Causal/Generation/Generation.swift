public import Activations
import Tensors
import Transformers

/// A prompt and the text that a model generated after it.
public struct Generation: Sendable {
  /// The ids of prompt and answer.
  public let tokens: [Int]
  /// How many of the tokens are the prompt's.
  public let promptCount: Int
  /// Why the generation ended.
  public let end: End
  /// Queries, keys and values of the tokens that were run, where they stay as they are when a text grows.
  let kept: KeptRun?

  /// Why a generation ended.
  public enum End: Equatable, Sendable {
    /// The model wrote this token, which ends texts; it is the last.
    case stopToken(Int)
    /// As many tokens as were asked for are there.
    case count
    /// The model has no place for more.
    case contextFull
    /// It was cancelled; the tokens until then are there.
    case cancelled
  }

  /// The ids of the answer.
  public var answer: [Int] { Array(tokens[promptCount...]) }
}

extension EditedModel {
  /// Generates text after a prompt, token by token, with the edits.
  ///
  /// Edits of all tokens are made at new ones too, edits of named tokens at those numbers alone.
  ///
  /// - Parameters:
  ///   - count: Most tokens to add.
  ///   - stops: Tokens that end the text.
  ///   - onToken: Called with each new token and its log probability in nats.
  ///   - isCancelled: Asked often; the tokens that are there when it says yes are kept.
  /// - Throws: `CausalError` for models that don't go on with texts and rules that mean nothing.
  public func generate(
    _ tokens: [Int], count: Int, by sampling: Sampling = .greedy, stops: Set<Int> = [],
    onToken: (_ token: Int, _ logProbability: Double) throws -> Void = { _, _ in },
    isCancelled: () -> Bool = { false }
  ) throws -> Generation {
    try requireGrowing()
    try sampling.check()
    guard count >= 0 else { throw CausalError("\(count) tokens; 0 or more are allowed") }
    var random = SplitMix(seed: sampling.seed)
    var all = tokens
    var kept = canKeepRows ? KeptRun(keepingQueries: true) : nil
    func result(_ end: Generation.End) -> Generation {
      Generation(tokens: all, promptCount: tokens.count, end: end, kept: kept)
    }
    while all.count < tokens.count + count {
      if config.hasPlacesOnly(upTo: all.count) { return result(.contextFull) }
      let scores: TokenScores
      do {
        scores = try next(of: all, &kept) { if isCancelled() { throw Cancellation() } }
      } catch is Cancellation {
        return result(.cancelled)
      }
      let token = sampling.next(scores, at: scores.count - 1, using: &random)
      all.append(token)
      try onToken(token, scores.logProbability(of: token, at: scores.count - 1))
      if stops.contains(token) { return result(.stopToken(token)) }
    }
    return result(.count)
  }

  /// Throws `CausalError` for a model that can't generate text.
  public func requireGrowing() throws {
    try requireLogits()
    guard config.isCausal, config.encoderLayers == nil || config.part == .decoder else {
      throw CausalError(
        "\(config.name) does not go on with a text: its tokens see those after them")
    }
  }

  /// Patterns of a generated text, or of a beginning of it, computed from the queries and keys of
  /// its generation.
  ///
  /// Only the last token, which no other came after, is run; of an edited model all are.
  public func patterns(
    of tokens: [Int], behind text: Generation, checkpoint: () throws -> Void = {}
  ) throws -> ActivationCache {
    let wanted = CaptureSet.patterns(layers: config.layers)
    guard edits.isEmpty, let kept = text.kept else {
      // Edits may name tokens that never came.
      var cache = ActivationCache()
      try run(
        [tokens], variants: [[]], capturing: wanted, logits: .none, isGrowing: true,
        checkpoint: checkpoint
      ) { point, _, value in cache[point] = value }
      return cache
    }
    var runs = KeptRuns(limit: .max)
    runs.keep(kept)
    return try model.run(
      tokens, sharing: &runs, capturing: wanted, checkpoint: checkpoint
    ).cache
  }

  /// Whether keys and values of earlier tokens stay as they are when a text grows: not where an edit may see or name the text's end.
  private var canKeepRows: Bool {
    config.sharesBeginnings
      && edits.allSatisfy { edit in
        if case .transform = edit.change { return false }
        return edit.tokens.isFixed && edit.keys.isFixed
      }
  }

  /// The scores of what comes after `tokens`, which begin with those of `kept`.
  private func next(
    of tokens: [Int], _ kept: inout KeptRun?, checkpoint: () throws -> Void
  ) throws -> TokenScores {
    try checkpoint()
    let none = CaptureSet([])
    let logits: Tensor?
    if var run = kept {
      kept = nil  // so that its rows have one owner and grow in place
      defer { kept = run }
      let (points, _) = points(of: prepared, none, isWhole: true)
      logits = try model.run(
        Array(tokens[run.tokens.count...]), behind: &run, capturing: points,
        checkpoint: checkpoint
      ) { point, _, value in try apply(prepared, at: point, tokens, isGrowing: true, &value) }
    } else {
      logits = try run(
        [tokens], variants: [[]], capturing: none, logits: .last, isGrowing: true,
        checkpoint: checkpoint, tap: { _, _, _ in })
    }
    guard let logits else { throw CausalError("\(config.name) gives no logits") }
    return TokenScores(logits: logits)
  }
}

/// Thrown inside a pass to end it.
private struct Cancellation: Error {}

extension ModelConfig {
  /// Whether places are learned and a text of `count` tokens has used them up.
  fileprivate func hasPlacesOnly(upTo count: Int) -> Bool {
    switch position {
    case .learned, .learnedForScores: count >= contextLength
    case .distances, .rotary, .alibi, .sinusoids, .none: false
    }
  }
}
