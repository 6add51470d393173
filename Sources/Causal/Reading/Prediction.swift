import Activations
import Foundation
import Tensors
import Transformers

/// What a model predicts at each token of a prompt: the next token, or, for an encoder, the token
/// itself.
public struct Prediction: Sendable {
  /// The token ids, one for each row.
  public let tokens: [Int]
  /// The scores of all tokens at every position.
  public let scores: TokenScores
  /// Loss in nats of each token but the first, given those before it: value t is at the query t and for token t + 1.
  ///
  /// Nil for an encoder, whose tokens see themselves.
  public let losses: [Double]?

  /// The mean of the losses; nil without losses.
  public var loss: Double? {
    losses.flatMap { $0.isEmpty ? nil : $0.reduce(0, +) / Double($0.count) }
  }

  /// e to the mean loss.
  public var perplexity: Double? { loss.map { exp($0) } }

  /// The scores at one position, the last unless said: `[vocabulary]`.
  public func top(_ count: Int, at position: Int? = nil) -> [TokenScore] {
    scores.top(count, at: position ?? tokens.count - 1)
  }
}

extension EditedModel {
  /// Runs a prompt for what the model predicts at each of its tokens.
  ///
  /// - Throws: `CausalError` where the model has no logits.
  public func predict(
    _ tokens: [Int], checkpoint: () throws -> Void = {}
  ) throws -> Prediction {
    let logits = try logits(of: tokens, checkpoint: checkpoint)
    let scores = TokenScores(logits: logits)
    let shown = config.patternTokens(of: tokens)
    guard config.isCausal, shown.count == scores.count else {
      return Prediction(tokens: shown, scores: scores, losses: nil)
    }
    return Prediction(tokens: shown, scores: scores, losses: scores.losses(of: shown))
  }

  /// Logits of a prompt, `[tokens, vocabulary]`.
  func logits(of tokens: [Int], checkpoint: () throws -> Void) throws -> Tensor {
    try requireLogits()
    guard
      let logits = try run(
        tokens, capturing: CaptureSet([]), logits: true, checkpoint: checkpoint
      ).logits
    else { throw CausalError("\(config.name) gives no logits") }
    return logits
  }

  /// Throws for a part of a model that can't predict.
  func requireLogits() throws {
    switch config.part {
    case .encoder:
      throw CausalError("\(config.name) is an encoder without logits: its decoder predicts")
    case .cross: throw CausalError("\(config.name) shows attention alone: its decoder predicts")
    case .decoder, nil: break
    }
  }
}

extension TokenScores {
  /// Minus the log probability of each token but the first, at the position before it.
  func losses(of tokens: [Int]) -> [Double] {
    Parallel.map(max(0, tokens.count - 1)) { -logProbability(of: tokens[$0 + 1], at: $0) }
  }
}
