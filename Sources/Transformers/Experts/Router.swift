import Tensors

extension ModelConfig {
  /// How a router chooses a token's experts, and what share each gets.
  public struct Router: Equatable, Sendable {
    /// The function that turns a router's scores into shares.
    public var scores = Scores.softmax
    /// Number of groups of experts; only experts of the best groups can be chosen; 1 for no groups.
    public var groups = 1
    /// How many groups experts are chosen from.
    public var chosenGroups = 1
    /// How the best groups are found.
    public var judgesGroups = Judgement.largest
    /// How division by the sum of shares is kept safe: by a least value, or by an addend.
    public var divisor = Divisor.plain
    /// Factor on shares.
    public var scale: Float = 1
    /// Whether a share is a factor on what the expert reads, and not on what it gives (Llama 4).
    public var scalesInput = false

    /// The function that turns a router's scores into shares.
    public enum Scores: Equatable, Sendable {
      /// e^score over their sum.
      case softmax
      /// 1 / (1 + e^-score).
      case sigmoid
      /// Each choice's softmax over the experts that come near it (Phi-3.5 MoE, "SparseMixer" with its jitter).
      case sparseMixer(jitter: Float)
    }

    /// The ways to judge a group of experts.
    public enum Judgement: Sendable {
      /// By its best expert.
      case largest
      /// By the sum of its best two.
      case bestTwo
    }

    /// The ways to keep the sum of shares from being 0.
    public enum Divisor: Equatable, Sendable {
      case plain
      case adding(Float)
      case atLeast(Float)
    }
  }
}

/// The experts that each of some tokens goes to, with their shares.
struct Routes {
  /// For each token its experts and their shares.
  let shares: [[(expert: Int, share: Float)]]

  /// Chooses by scores `[N, experts]`; `bias`, one an expert, takes part in the choice alone.
  init(_ scores: Tensor, _ axes: ModelConfig.Experts, bias: [Float]?) {
    shares = (0..<scores.rows).map { token in
      Self.route(scores[token].values, axes, bias)
    }
  }

  private static func route(
    _ scores: [Float], _ axes: ModelConfig.Experts, _ bias: [Float]?
  ) -> [(expert: Int, share: Float)] {
    let router = axes.router
    if case .sparseMixer(let jitter) = router.scores {
      return sparselyMixed(scores, count: axes.perToken, jitter: jitter)
    }
    var shares = scores
    if router.scores == .softmax {
      unsafe shares.withUnsafeMutableBufferPointer { unsafe softmax($0) }
    } else {
      shares = scores.map { 1 / (1 + exponential(-$0)) }
    }
    var merits = shares
    if let bias { for expert in merits.indices { merits[expert] += bias[expert] } }
    if router.groups > 1 { hideLesserGroups(&merits, router) }
    let best = largest(merits, axes.perToken)
    var total: Float = 1
    if axes.normalizesShares {
      total = best.reduce(0) { $0 + shares[$1] }
      switch router.divisor {
      case .plain: break
      case .adding(let little): total += little
      case .atLeast(let least): total = max(total, least)
      }
    }
    return best.map { ($0, shares[$0] / total * router.scale) }
  }

  /// The places of the `count` largest, ties in their order.
  private static func largest(_ values: [Float], _ count: Int) -> [Int] {
    Array(values.indices.sorted { (values[$0], $1) > (values[$1], $0) }.prefix(count))
  }

  /// Puts experts out of reach whose groups are not among the best.
  private static func hideLesserGroups(_ merits: inout [Float], _ router: ModelConfig.Router) {
    let each = merits.count / router.groups
    let judged = (0..<router.groups).map { group in
      let own = merits[group * each..<(group + 1) * each].sorted(by: >)
      return router.judgesGroups == .largest ? own[0] : own.prefix(2).reduce(0, +)
    }
    let chosen = Set(largest(judged, router.chosenGroups))
    for expert in merits.indices where !chosen.contains(expert / each) {
      merits[expert] = -.infinity
    }
  }

  private static func sparselyMixed(
    _ scores: [Float], count: Int, jitter: Float
  ) -> [(expert: Int, share: Float)] {
    var rest = scores
    return (0..<count).map { _ in
      let best = largest(rest, 1)[0]
      let peak = rest[best]
      // Of the experts that are left, those near the best share with it.
      var total: Float = 0
      for expert in rest.indices {
        let nearness = (peak - scores[expert]) / max(abs(scores[expert]), peak)
        if nearness <= 2 * jitter { total += exponential(rest[expert] - peak) }
      }
      rest[best] = -.infinity
      return (best, 1 / total)
    }
  }
}
