import Activations
import Tensors
import Transformers

extension EditedModel {
  /// Runs variants of one prompt, each with edits of its own, and measures every one.
  ///
  /// Each is computed from where it begins to differ, and all of them together, so that weights are read once.
  ///
  /// - Parameter progress: Called with how many are done and how many there are.
  /// - Returns: The metric of the run without further edits, and of each variant.
  func measure(
    _ tokens: [Int], variants: [[PreparedEdit]], _ metric: Metric,
    progress: (Int, Int) -> Void, checkpoint: () throws -> Void
  ) throws -> (unchanged: Double, values: [Double]) {
    try requireLogits()
    guard config.isCausal || metric.name != Metric.Kind.loss.rawValue else {
      throw CausalError(
        "\(config.name) sees the tokens that follow: it foresees none, and has no loss")
    }
    let shown = config.patternTokens(of: tokens)
    let rows = try metric.rows(of: shown)
    // The model's own edits make another prompt to compare with than the sweep's.
    var unchanged =
      try prepared.isEmpty
      ? nil : run(tokens, capturing: CaptureSet([]), logits: rows, checkpoint: checkpoint).logits
    var values = [Double](repeating: .nan, count: variants.count)
    var waiting: [(Int, Tensor)] = []
    var done = 0
    func value(_ logits: Tensor, _ unchanged: Tensor) throws -> Double {
      try metric.value(
        TokenScores(logits: logits), unchanged: TokenScores(logits: unchanged), tokens: shown)
    }
    progress(0, variants.count)
    try model.sweep(
      tokens, variants: variants.map { variant(prepared + $0, of: tokens) }, logits: rows,
      checkpoint: checkpoint,
      each: { variant, logits in
        if let variant {
          waiting.append((variant, logits))
        } else if unchanged == nil {
          unchanged = logits
        }
        guard let unchanged else { return }
        for (variant, logits) in waiting {
          values[variant] = try value(logits, unchanged)
          done += 1
          progress(done, variants.count)
        }
        waiting = []
      })
    guard let unchanged else { throw CausalError("\(config.name) gives no logits") }
    return (try value(unchanged, unchanged), values)
  }

  /// A variant of a prompt that edits make.
  private func variant(_ edits: [PreparedEdit], of tokens: [Int]) -> Variant {
    let points = Set(edits.flatMap(\.points))
    let firsts = edits.map { max($0.edit.tokens.first, $0.firstToken) }
    let first = config.sharesBeginnings ? firsts.min() ?? 0 : 0
    return points.reduce(Variant(from: min(first, tokens.count - 1))) { variant, point in
      variant.editing(point) { value in try apply(edits, at: point, tokens, &value) }
    }
  }

  /// The first token at which runs of two prompts may differ: 0 where tokens see those behind them, and where edits that
  /// are made in both may look for words.
  func firstDifference(_ tokens: [Int], _ others: [Int]) -> Int {
    guard config.sharesBeginnings, prepared.isEmpty else { return 0 }
    return min(commonCount(tokens, others), tokens.count - 1)
  }
}
