import Foundation
public import Tensors

/// The parameters of rotary position embedding: which elements turn, how fast, and how angles are
/// scaled for long texts.
public struct Rotary: Equatable, Sendable {
  /// Number of elements of each head that are rotated, even; the rest are left alone.
  public var width: Int
  /// Pair j of the `width / 2` turns by `base ^ (-2j / width)` radians a token.
  public var base: Double
  /// Which elements make a pair.
  public var pairs: RotaryPairs = .halves
  /// How frequencies are scaled to reach past the training context.
  public var scaling: Scaling = .none
  /// Number of elements of each head in front of those that turn (latent attention).
  public var still = 0
  /// Whether pairs turn the other way (nanochat).
  public var isReversed = false

  /// Hugging Face's `rope_type`s, named as there.
  public enum Scaling: Equatable, Sendable {
    /// Frequencies as they are.
    case none
    /// Every frequency divided by `factor`.
    case linear(factor: Double)
    /// A larger base for texts longer than `context` (NTK-aware, "dynamic").
    case dynamic(factor: Double, context: Int)
    /// Low frequencies divided, high ones kept, between `low` and `high` turns a smooth passage.
    case llama3(factor: Double, low: Double, high: Double, context: Int)
    /// Peng et al., "YaRN" (2023): a ramp over pairs, and a factor on cosines and sines.
    case yarn(YaRN)
    /// Each frequency divided by its own value, by another list for texts past the context of training.
    case longRope(LongRope)
    /// Each frequency divided by its own value, as GGUF's `rope_freqs.weight` stores llama3's scaling.
    case divisors([Float])
  }

  /// The parameters of LongRoPE scaling (Ding et al., 2024; Phi-3).
  public struct LongRope: Equatable, Sendable {
    /// Divisors of the frequencies for texts of up to `context` tokens.
    public var short: [Double]
    /// Divisors of the frequencies for longer texts.
    public var long: [Double]
    /// Context of training in tokens.
    public var context: Int
    /// Factor on cosines and sines.
    public var magnitude: Double
  }

  /// The parameters of YaRN scaling.
  public struct YaRN: Equatable, Sendable {
    /// How many times the context of training is stretched.
    public var factor: Double
    /// Context of training in tokens.
    public var context: Int
    /// Pairs that turn more often than this within the context keep their frequency.
    public var betaFast = 32.0
    /// Pairs that turn less often than this have their frequency divided by `factor`.
    public var betaSlow = 1.0
    /// Whether the ramp's ends are rounded to whole pairs.
    public var truncates = true
    /// Factor on cosines and sines; nil for 0.1 ln(factor) + 1.
    public var attentionFactor: Double?
  }

  /// The frequency of each pair, in radians a token, for a prompt of `tokens` tokens.
  public func frequencies(tokens: Int) -> [Double] {
    let pairs = 0..<width / 2
    func plain(_ base: Double) -> [Double] {
      pairs.map { pow(base, -2 * Double($0) / Double(width)) }
    }
    let frequencies = plain(base)
    switch scaling {
    case .none:
      return frequencies
    case .linear(let factor):
      return frequencies.map { $0 / factor }
    case .dynamic(let factor, let context):
      guard tokens > context else { return frequencies }
      let stretch = factor * Double(tokens) / Double(context) - (factor - 1)
      return plain(base * pow(stretch, Double(width) / Double(width - 2)))
    case .llama3(let factor, let low, let high, let context):
      return frequencies.map { frequency in
        let turns = Double(context) * frequency / (2 * .pi)
        if turns < low { return frequency / factor }
        if turns > high { return frequency }
        let share = (turns - low) / (high - low)
        return (1 - share) * frequency / factor + share * frequency
      }
    case .yarn(let yarn):
      let ramp = yarn.ramp(width: width, base: base)
      return zip(frequencies, ramp).map { $0 / yarn.factor * $1 + $0 * (1 - $1) }
    case .longRope(let rope):
      return zip(frequencies, tokens > rope.context ? rope.long : rope.short).map { $0 / $1 }
    case .divisors(let divisors):
      return zip(frequencies, divisors).map { $0 / Double($1) }
    }
  }

  /// Factor on cosines and sines.
  public var magnitude: Double {
    if case .longRope(let rope) = scaling { return rope.magnitude }
    guard case .yarn(let yarn) = scaling else { return 1 }
    return yarn.attentionFactor ?? (yarn.factor > 1 ? 0.1 * log(yarn.factor) + 1 : 1)
  }

  /// Whether every angle is a finite number, for short prompts and for those that frequencies are stretched for.
  var isFinite: Bool {
    magnitude.isFinite
      && [1, 1 << 20].allSatisfy { frequencies(tokens: $0).allSatisfy(\.isFinite) }
  }

  /// Cosines and sines of these places of a prompt of `tokens` tokens.
  func table(_ places: Range<Int>, tokens: Int) -> RotaryTable {
    RotaryTable(
      positions: places,
      frequencies: frequencies(tokens: tokens).map { isReversed ? -$0 : $0 }, magnitude: magnitude)
  }
}

extension Rotary.LongRope {
  /// The factor on cosines and sines that goes with a stretch from `context` to `reach` tokens.
  static func magnitude(from context: Int, to reach: Int) -> Double {
    let stretch = Double(reach) / Double(context)
    return stretch <= 1 ? 1 : (1 + log(stretch) / log(Double(context))).squareRoot()
  }
}

extension Rotary.YaRN {
  /// How much of each pair's frequency is divided: 0 for fast pairs, 1 for slow ones.
  fileprivate func ramp(width: Int, base: Double) -> [Double] {
    /// The pair, as a real number, that makes `turns` turns within the context of training.
    func pair(_ turns: Double) -> Double {
      Double(width) * log(Double(context) / (turns * 2 * .pi)) / (2 * log(base))
    }
    var (low, high) = (pair(betaFast), pair(betaSlow))
    if truncates { (low, high) = (low.rounded(.down), high.rounded(.up)) }
    low = max(low, 0)
    high = min(high, Double(width - 1))
    if low == high { high += 0.001 }
    return (0..<width / 2).map { min(max((Double($0) - low) / (high - low), 0), 1) }
  }
}
