import Foundation

/// How the next token is chosen from its logits.
public struct Sampling: Equatable, Sendable {
  /// What logits are divided by; 0 takes the largest.
  public var temperature: Double
  /// How many tokens with the largest logits are chosen from; nil for all.
  public var topK: Int?
  /// The total probability of the most probable tokens that are chosen from (nucleus sampling); nil
  /// for all.
  public var topP: Double?
  /// The seed of the random numbers.
  public var seed: UInt64

  /// Always the token with the largest logit; of equal ones the lower id.
  public static let greedy = Sampling(temperature: 0)

  /// Chooses by these rules, in this order.
  public init(temperature: Double, topK: Int? = nil, topP: Double? = nil, seed: UInt64 = 0) {
    (self.temperature, self.topK, self.topP, self.seed) = (temperature, topK, topP, seed)
  }

  /// Throws `CausalError` for values out of range.
  public func check() throws {
    guard temperature.isFinite, temperature >= 0 else {
      throw CausalError("a temperature of \(temperature); 0 (greedy) or more is allowed")
    }
    if let topK, topK < 1 { throw CausalError("the \(topK) best tokens; at least 1 is allowed") }
    if let topP, !(topP > 0 && topP <= 1) {
      throw CausalError("a share of \(topP) of the probability; above 0 up to 1 is allowed")
    }
  }

  /// Chooses a token at `row`.
  func next(_ scores: TokenScores, at row: Int, using random: inout SplitMix) -> Int {
    guard temperature > 0 else { return scores.top(1, at: row)[0].token }
    let count = min(topK ?? scores.vocabulary, scores.vocabulary)
    // The largest first; probabilities at this temperature are relative to the largest.
    let best = scores.top(count, at: row)
    let peak = Double(best[0].logit)
    var shares = best.map { exp((Double($0.logit) - peak) / temperature) }
    if let topP {
      let whole = shares.reduce(0, +)
      var sum = 0.0
      let kept = shares.firstIndex { share in
        sum += share
        return sum >= topP * whole
      }
      shares = Array(shares[...(kept ?? shares.count - 1)])
    }
    var rest = random.unit() * shares.reduce(0, +)
    for (index, share) in shares.enumerated() {
      rest -= share
      if rest < 0 { return best[index].token }
    }
    return best[shares.count - 1].token
  }
}

/// Random numbers that are the same for one seed in every version: SplitMix64 (Steele, Lea and Flood, 2014).
struct SplitMix {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number from 0 up to but without 1.
  mutating func unit() -> Double { Double(next() >> 11) / Double(1 << 53) }

  /// A number from 0 up to but without `count`.
  mutating func below(_ count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }
}
