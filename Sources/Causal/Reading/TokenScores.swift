internal import Activations
import Foundation
public import Tensors

/// A model's scores of one token at one position.
public struct TokenScore: Equatable, Sendable {
  /// The token's id.
  public let token: Int
  /// Its logit, capped where the family caps logits.
  public let logit: Float
  /// The logarithm of its probability, in nats.
  public let logProbability: Double
  /// Number of tokens with a larger logit: 0 for the best guess.
  public let rank: Int

  /// Its probability.
  public var probability: Double { exp(logProbability) }
}

/// Logits, `[rows, vocabulary]`, with the probabilities and ranks they imply.
public struct TokenScores: Sendable {
  /// The logits, one row a position.
  public let logits: Tensor

  /// Reads these logits.
  public init(logits: Tensor) { self.logits = logits }

  /// Number of positions.
  public var count: Int { logits.rows }

  /// Number of tokens of the vocabulary.
  public var vocabulary: Int { logits.columns }

  /// The logit of `token` at `row`.
  public func logit(of token: Int, at row: Int) -> Float {
    logits.values[row * vocabulary + token]
  }

  /// The logarithm of the sum of the exponentials of the logits at `row`.
  public func logSum(at row: Int) -> Double { values(row).logSumOfExponentials }

  /// The logarithm of the probability of `token` at `row`, in nats.
  public func logProbability(of token: Int, at row: Int) -> Double {
    Double(logit(of: token, at: row)) - logSum(at: row)
  }

  /// The probability of every token at `row`, `[vocabulary]`.
  public func probabilities(at row: Int) -> Tensor {
    let (values, sum) = (values(row), logSum(at: row))
    return Tensor(shape: [vocabulary], values: values.map { Float(exp(Double($0) - sum)) })
  }

  /// Number of tokens with a larger logit than `token` at `row`.
  public func rank(of token: Int, at row: Int) -> Int {
    let own = logit(of: token, at: row)
    return values(row).count { $0 > own }
  }

  /// The logit, probability and rank of `token` at `row`.
  public func score(of token: Int, at row: Int) -> TokenScore {
    TokenScore(
      token: token, logit: logit(of: token, at: row),
      logProbability: logProbability(of: token, at: row), rank: rank(of: token, at: row))
  }

  /// The `count` tokens with the largest logits at `row`, the largest first, of equal ones the lower id.
  public func top(_ count: Int, at row: Int) -> [TokenScore] {
    let values = values(row)
    let sum = values.logSumOfExponentials
    return values.largest(count).map { token in
      let logit = values[values.startIndex + token]
      return TokenScore(
        token: token, logit: logit, logProbability: Double(logit) - sum,
        rank: values.count { $0 > logit })
    }
  }

  /// The sum over tokens of p (log p - log q) at `row`, p the other's probabilities and q these, in nats.
  public func divergence(from other: TokenScores, at row: Int, otherRow: Int) -> Double {
    let (changed, clean) = (values(row), other.values(otherRow))
    let (changedSum, cleanSum) = (changed.logSumOfExponentials, clean.logSumOfExponentials)
    return zip(clean, changed).reduce(0) { total, pair in
      let log = Double(pair.0) - cleanSum
      return total + exp(log) * (log - Double(pair.1) + changedSum)
    }
  }

  private func values(_ row: Int) -> ArraySlice<Float> {
    logits.values[row * vocabulary..<(row + 1) * vocabulary]
  }
}

extension ArraySlice<Float> {
  /// log sum e^x, in float64.
  fileprivate var logSumOfExponentials: Double {
    let peak = Double(self.max() ?? 0)
    return peak + log(reduce(0) { $0 + exp(Double($1) - peak) })
  }

  /// The places, counted from the slice's start, of the `count` largest values; of equal ones the first.
  func largest(_ count: Int) -> [Int] {
    var best: [(value: Float, place: Int)] = []
    guard count > 0 else { return [] }
    best.reserveCapacity(count + 1)
    for (place, value) in enumerated() {
      if best.count == count, let last = best.last, !(value > last.value) { continue }
      let at = best.partitioningIndex { value > $0.value }
      best.insert((value, place), at: at)
      if best.count > count { best.removeLast() }
    }
    return best.map(\.place)
  }
}
