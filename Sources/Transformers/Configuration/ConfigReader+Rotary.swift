import Formats
import Foundation
import Tensors

extension ConfigReader {
  /// The rotary axes, written either as `rope_parameters` (transformers 5) or `rope_theta` and `rope_scaling`.
  ///
  /// - Parameters:
  ///   - share: What part of a head turns, unless the parameters say.
  ///   - part: The object within `rope_parameters` where kinds of layers differ.
  ///   - base: The older key of the base.
  ///   - fallbackBase: The base where no key says it.
  func rotary(
    headWidth: Int, share: Double, contextLength: Int, part: String = "full_attention",
    base baseKey: String = "rope_theta", fallbackBase: Double = 10_000
  ) throws -> Rotary {
    let all = try object("rope_parameters")
    let parameters = try all?.object(part) ?? all
    let older = part == "full_attention" ? try object("rope_scaling") : nil
    knows("rope_scaling", "original_max_position_embeddings")
    let (ownBase, olderBase) = (
      try parameters?.optionalNumber(["rope_theta"]), try older?.optionalNumber(["rope_theta"])
    )
    let isPlain = [baseKey, "rotary_emb_base"].contains { fields[$0] ?? .null != .null }
    let plainBase = try optionalNumber([baseKey, "rotary_emb_base"])
    let base = ownBase ?? (isPlain ? plainBase : olderBase ?? plainBase) ?? fallbackBase
    if parameters?.fields["rope_type"]?.stringValue == "proportional", let parameters {
      return try parameters.proportionalRotary(headWidth: headWidth, base: base)
    }
    let share = try parameters?.optionalNumber(["partial_rotary_factor"]) ?? share
    let width = try rotaryWidth(share, of: headWidth)
    guard base > 0 else {
      throw ModelError(.badFile, "\(path): rotation with base \(base); more than 0 is expected")
    }
    var rotary = Rotary(width: width, base: base)
    if let scaling = parameters ?? older {
      rotary.scaling = try scaling.rotaryScaling(contextLength: contextLength, model: self)
    }
    return rotary
  }

  /// How many elements of a head turn where `share` of them do.
  func rotaryWidth(_ share: Double, of headWidth: Int) throws -> Int {
    let width = (Double(headWidth) * share).rounded(.towardZero)
    guard width >= 2, width <= Double(headWidth), width.truncatingRemainder(dividingBy: 2) == 0
    else {
      throw ModelError(
        .badFile,
        "\(path): rotation of \(share) of a head of \(headWidth) elements; "
          + "an even number of them from 2 on is expected")
    }
    return Int(width)
  }

  /// Rotation whose pairs lie half a head apart, of which only the first turn (Gemma 4).
  private func proportionalRotary(headWidth: Int, base: Double) throws -> Rotary {
    knows("rope_type", "rope_theta")
    let width = try rotaryWidth(1, of: headWidth)
    let share = try number("partial_rotary_factor", or: 1)
    guard (0...1).contains(share), width <= 1 << 16 else {
      throw ModelError(.badFile, "\(path): rotation of \(share) of a head of \(width) elements")
    }
    let turning = Int(share * Double(width) / 2)
    let factor = Float(try number("factor", or: 1))
    var rotary = Rotary(width: width, base: base)
    rotary.scaling = .divisors((0..<width / 2).map { $0 < turning ? factor : .infinity })
    return rotary
  }

  private func rotaryScaling(contextLength: Int, model: ConfigReader) throws -> Rotary.Scaling {
    let kind = try text("rope_type", "type", or: "default")
    knows("rope_theta", "partial_rotary_factor", "factor", "original_max_position_embeddings")
    if kind == "default" { return .none }
    let factor = try number("factor", or: 1)
    guard factor >= 1 else {
      throw ModelError(.badFile, "\(path): 'factor' is \(factor); from 1 on")
    }
    let context = try size("original_max_position_embeddings", or: contextLength)
    switch kind {
    case "linear": return .linear(factor: factor)
    case "dynamic": return .dynamic(factor: factor, context: contextLength)
    case "llama3":
      return .llama3(
        factor: factor, low: try number("low_freq_factor", or: 1),
        high: try number("high_freq_factor", or: 4), context: context)
    case "yarn":
      return .yarn(
        Rotary.YaRN(
          factor: factor, context: context, betaFast: try number("beta_fast", or: 32),
          betaSlow: try number("beta_slow", or: 1), truncates: try flag("truncate", or: true),
          attentionFactor: try yarnMagnitude(factor: factor)))
    case "longrope", "su":
      let trained = try optionalSize("original_max_position_embeddings")
      return .longRope(
        try longRope(
          context: trained ?? model.size("original_max_position_embeddings"),
          reach: contextLength))
    default:
      throw ModelError(
        .badFile,
        "\(path): rope type '\(kind)' is not supported; "
          + "default, linear, dynamic, llama3, yarn and longrope are")
    }
  }
}

extension ConfigReader {
  /// YaRN's factor on cosines and sines where the file says more than the factor of frequencies: as it is given, or
  /// by DeepSeek's two weights of the logarithm, `mscale` and `mscale_all_dim`.
  private func yarnMagnitude(factor: Double) throws -> Double? {
    let given = try optionalNumber(["attention_factor"])
    let (all, own) = (
      try optionalNumber(["mscale_all_dim"]), try optionalNumber(["mscale"])
    )
    if let given { return given }
    // As in transformers, 0 counts as not given.
    guard let own, let all, own != 0, all != 0 else { return nil }
    func magnitude(_ weight: Double) -> Double {
      factor > 1 ? 0.1 * weight * log(factor) + 1 : 1
    }
    return magnitude(own) / magnitude(all)
  }

  /// Phi-3's two lists of divisors and the factor on cosines and sines that belongs to them.
  private func longRope(context: Int, reach: Int) throws -> Rotary.LongRope {
    func divisors(_ key: String) throws -> [Double] {
      guard let (_, value) = first([key]) else {
        throw ModelError(.badFile, "\(path): '\(key)' is missing")
      }
      return value.arrayValue?.compactMap(\.doubleValue) ?? []
    }
    let factor = Rotary.LongRope.magnitude(from: context, to: reach)
    return Rotary.LongRope(
      short: try divisors("short_factor"), long: try divisors("long_factor"), context: context,
      magnitude: try optionalNumber(["attention_factor"]) ?? factor)
  }
}
