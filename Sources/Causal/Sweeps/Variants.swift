import Activations
import Tensors
import Transformers

/// Floats of logits that a batch of variants may have at once.
private let mostLogits = 1 << 26
/// Rows that a batch of variants may have: enough for products to be at their best.
private let mostRows = 1024

extension EditedModel {
  /// Runs variants of one prompt, each with edits of its own, and measures every one.
  ///
  /// - Parameters:
  ///   - unchanged: The scores of the run without further edits.
  ///   - progress: Called with how many are done and how many there are.
  /// - Returns: The metric of each variant.
  func measure(
    _ tokens: [Int], variants: [[PreparedEdit]], _ metric: Metric, unchanged: TokenScores,
    progress: (Int, Int) -> Void, checkpoint: () throws -> Void
  ) throws -> [Double] {
    let shown = config.patternTokens(of: tokens)
    let size = max(
      1, min(mostRows / tokens.count, mostLogits / (tokens.count * config.vocabularySize)))
    var values: [Double] = []
    progress(0, variants.count)
    for start in stride(from: 0, to: variants.count, by: size) {
      let some = Array(variants[start..<min(start + size, variants.count)])
      guard
        let logits = try run(
          some.map { _ in tokens }, variants: some, capturing: CaptureSet([]), logits: true,
          checkpoint: checkpoint, tap: { _, _, _ in })
      else { throw CausalError("\(config.name) gives no logits") }
      for index in some.indices {
        let rows = Array(index * shown.count..<(index + 1) * shown.count)
        let scores = TokenScores(logits: logits.rows(at: rows))
        values.append(try metric.value(scores, unchanged: unchanged, tokens: shown))
      }
      progress(start + some.count, variants.count)
    }
    return values
  }
}
