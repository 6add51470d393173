import Foundation
import Transformers

/// A metric: one number that says how well a model does on a prompt.
public struct Metric: Sendable {
  /// The metrics that can be chosen by name.
  public enum Kind: String, CaseIterable, Sendable {
    /// The answer's logit less that of the token it is compared with.
    case difference
    /// The answer's logit.
    case logit
    /// The answer's log probability, in nats.
    case logprob
    /// The answer's probability.
    case prob
    /// Number of tokens with a larger logit than the answer.
    case rank
    /// The mean loss of all tokens but the first, in nats.
    case loss
    /// The divergence of the changed model's probabilities from the unchanged ones', sum p log(p / q), in nats.
    case kl
  }

  /// The metric's name, as tables show it.
  public let name: String
  /// The position whose logits are read; nil for the last.
  public let position: Int?
  /// The answer, where the metric has one.
  public let answer: Int?
  /// The token that the answer is compared with.
  public let against: Int?
  let body: @Sendable (MetricInput) throws -> Double
  let readsAllRows: Bool
  /// Differences below this are what float32 makes of nothing.
  let rounding: Double

  /// Chooses a metric by kind.
  ///
  /// - Throws: `CausalError` where an answer is lacking, or is compared with itself.
  public init(
    _ kind: Kind, answer: Int? = nil, against: Int? = nil, at position: Int? = nil
  ) throws {
    (name, self.position, self.answer, self.against) = (kind.rawValue, position, answer, against)
    readsAllRows = kind == .loss
    rounding =
      switch kind {
      case .difference, .logit, .logprob, .loss: 1e-3
      case .rank: 0.5
      case .prob, .kl: 1e-6
      }
    func needed() throws -> Int {
      guard let answer else { throw CausalError("the metric \(kind.rawValue) needs an answer") }
      return answer
    }
    switch kind {
    case .difference:
      let answer = try needed()
      guard let against else { throw CausalError("a difference needs a token to compare with") }
      guard answer != against else {
        throw CausalError("token \(answer) is compared with itself: the difference is always 0")
      }
      body = { $0.scores.value(of: .difference(answer, against), at: $0.row) }
    case .logit:
      let answer = try needed()
      body = { Double($0.scores.logit(of: answer, at: $0.row)) }
    case .logprob:
      let answer = try needed()
      body = { $0.scores.logProbability(of: answer, at: $0.row) }
    case .prob:
      let answer = try needed()
      body = { exp($0.scores.logProbability(of: answer, at: $0.row)) }
    case .rank:
      let answer = try needed()
      body = { Double($0.scores.rank(of: answer, at: $0.row)) }
    case .loss:
      body = { input in
        let losses = input.scores.losses(of: input.tokens)
        guard !losses.isEmpty else { throw CausalError("a prompt of one token has no loss") }
        return losses.reduce(0, +) / Double(losses.count)
      }
    case .kl:
      body = { $0.scores.divergence(from: $0.unchanged, at: $0.row, otherRow: $0.unchangedRow) }
    }
  }

  /// Makes a metric of a function.
  ///
  /// - Parameter readsAllRows: Whether it needs the logits of all positions, not only of `position`.
  public init(
    named name: String, answer: Int? = nil, against: Int? = nil, at position: Int? = nil,
    readsAllRows: Bool = false, _ body: @escaping @Sendable (MetricInput) throws -> Double
  ) {
    (self.name, self.position, self.body, self.readsAllRows) = (name, position, body, readsAllRows)
    (self.answer, self.against, rounding) = (answer, against, 1e-6)
  }

  /// The metric's value for one run.
  public func value(of input: MetricInput) throws -> Double { try body(input) }

  /// The probability of all of `answers` together less that of all of `against`.
  public init(probabilityOf answers: [Int], less against: [Int], at position: Int? = nil) {
    self.init(named: "prob", at: position) { input in
      func sum(_ tokens: [Int]) -> Double {
        let whole = input.scores.logSum(at: input.row)
        return tokens.reduce(0) {
          $0 + exp(Double(input.scores.logit(of: $1, at: input.row)) - whole)
        }
      }
      return sum(answers) - sum(against)
    }
  }

  /// The positions whose logits are read, of a text of these ids.
  ///
  /// - Throws: `CausalError` for a position that is not there.
  func rows(of ids: [Int]) throws -> LogitRows {
    if readsAllRows { return .all }
    guard let position else { return .last }
    return .rows(try Edit.Tokens.at([position]).resolved(in: ids))
  }

  /// The number of a run of `tokens`, compared with the unchanged run's logits, both of all positions or of the one that counts.
  func value(
    _ scores: TokenScores, unchanged: TokenScores, tokens: [Int]
  ) throws -> Double {
    func row(of scores: TokenScores) throws -> Int {
      guard let position, scores.count == tokens.count else { return scores.count - 1 }
      return try Edit.Tokens.at([position]).resolved(in: tokens)[0]
    }
    for token in [answer, against].compactMap({ $0 }) {
      guard (0..<scores.vocabulary).contains(token) else {
        throw CausalError(
          "token \(token) is outside this model: ids are 0-\(scores.vocabulary - 1)")
      }
    }
    return try body(
      MetricInput(
        scores: scores, row: row(of: scores), unchanged: unchanged,
        unchangedRow: row(of: unchanged), tokens: tokens))
  }
}

/// What a metric is computed from.
public struct MetricInput: Sendable {
  /// The changed model's scores: of all positions, or of the last alone where that is enough.
  public let scores: TokenScores
  /// The row of the position that the metric is about.
  public let row: Int
  /// The unchanged model's scores.
  public let unchanged: TokenScores
  /// The row of `unchanged` for the same position.
  public let unchangedRow: Int
  /// The token ids, one for each row.
  public let tokens: [Int]
}
