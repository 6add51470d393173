extension ModelConfig {
  /// What a number of a configuration may be, besides finite.
  private enum Allowed: String {
    case any = "a finite number"
    case fromZero = "a finite number from 0 on"
    case positive = "a finite number above 0"

    func holds(_ number: Float) -> Bool {
      switch self {
      case .any: number.isFinite
      case .fromZero: number.isFinite && number >= 0
      case .positive: number.isFinite && number > 0
      }
    }
  }

  /// Every number that enters a pass's arithmetic, with its name; sizes and rotations are checked elsewhere.
  private var numbers: [(name: String, value: Float?, allowed: Allowed)] {
    var numbers: [(name: String, value: Float?, allowed: Allowed)] = [
      ("score scale", scoreScale, .positive), ("norm epsilon", epsilon, .fromZero),
      ("norm epsilon behind sublayers", postEpsilon, .fromZero),
      ("norm epsilon of linear attention", deltaRule?.epsilon, .fromZero),
      ("strength of linear attention", deltaRule?.strengthFactor, .any),
      ("limit of scores", scoreCap, .positive), ("limit of logits", logitCap, .positive),
      ("limit of queries, keys and values", projectionLimit, .positive),
      ("factor on embeddings", embeddingScale, .positive),
      ("factor on what sublayers add", residualScale, .fromZero),
      ("factor on logits", logitScale, .positive),
      ("factor on the attended stream", attendedFactor, .fromZero),
      ("factor on gates", gateFactor, .any),
      ("factor on what feed-forward layers add", hiddenFactor, .any),
      ("factor on what attention reads", attentionFactors?.input, .any),
      ("factor on keys", attentionFactors?.key, .any),
      ("factor on what attention adds", attentionFactors?.output, .any),
      ("growth of queries", queryGrowth?.slope, .fromZero),
      ("factor on what a state space reads", stateSpace?.inputFactor, .any),
      ("factor on what a state space adds", stateSpace?.outputFactor, .any),
      ("factor on experts' shares", experts?.router.scale, .fromZero),
    ]
    if case .plain(let limit)? = experts?.limit {
      numbers.append(("limit of experts' gates", limit, .positive))
    }
    if case .sparseMixer(let jitter)? = experts?.router.scores {
      numbers.append(("jitter of the router", jitter, .fromZero))
    }
    switch experts?.router.divisor {
    case .adding(let number)?, .atLeast(let number)?:
      numbers.append(("least sum of experts' shares", number, .fromZero))
    case .plain?, nil: break
    }
    if case .connected(let connection)? = streams?.mixing {
      numbers.append(("epsilon of connected streams", connection.epsilon, .fromZero))
    }
    for factor in stateSpace?.factors ?? [] {
      numbers.append(("factor on a part of a state space's input", factor, .any))
    }
    if case .alibi(let slopes) = position {
      for slope in slopes { numbers.append(("slope of scores", slope, .any)) }
    }
    for rotary in [rotary, windowedRotary].compactMap({ $0 }) {
      numbers.append(("base of the rotation", Float(rotary.base), .positive))
      numbers.append(("factor on cosines and sines", Float(rotary.magnitude), .positive))
    }
    return numbers
  }

  /// Throws for a number that makes no sense where it stands, or of which a pass would make infinities or NaN.
  func checkNumbers(path: String) throws {
    for (name, value, allowed) in numbers {
      guard let value, !allowed.holds(value) else { continue }
      throw ModelError(.badFile, "\(path): \(name) \(value); expected \(allowed.rawValue)")
    }
    // -infinity stands for no cutoff, infinity for steps of any size.
    if let cutoff = gateCutoffs.first(where: { !($0 < .infinity) }) {
      throw ModelError(.badFile, "\(path): cutoff of gates \(cutoff); expected a finite number")
    }
    if let space = stateSpace,
      !(space.leastStep < .infinity && space.leastStep <= space.largestStep)
    {
      throw ModelError(
        .badFile,
        "\(path): steps of a state space from \(space.leastStep) to \(space.largestStep); "
          + "the smaller one first is expected")
    }
  }
}
