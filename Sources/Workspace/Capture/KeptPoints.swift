package import Activations
package import Transformers

/// The hook points to capture: the same of all prompts, or others of long prompts.
package struct KeptPoints {
  /// The hook points to keep of a prompt.
  package let points: CaptureSet
  /// The hook points to keep instead of prompts from so many tokens on.
  package private(set) var long: (points: CaptureSet, from: Int)?

  /// Keeps the same hook points of every prompt.
  package init(_ points: CaptureSet) { self.points = points }

  /// Keeps the patterns of these layers, or the queries and keys from which they can be computed.
  ///
  /// - Parameters:
  ///   - keep: What `set keep` says.
  ///   - largest: Bytes of a whole prompt's patterns up to which `auto` keeps these.
  package init(
    patternsOf layers: [Int], by config: ModelConfig, _ facts: ScoreFacts, _ keep: String,
    largest: Int = 32_000_000
  ) {
    points = CaptureSet(layers.map { .pattern($0) })
    guard keep != "patterns", let made = facts.points(of: layers) else { return }
    let perPair = config.layers * config.heads * 4
    let most = Double(largest / max(perPair, 1)).squareRoot()
    long = (made, keep == "qk" ? 0 : Int(most) + 1)
  }

  /// The hook points to keep of a prompt with so many tokens.
  package func points(tokens count: Int) -> CaptureSet {
    if let long, count >= long.from { return long.points }
    return points
  }

  /// The sets of hook points of which a complete prompt has one.
  package var alternatives: [CaptureSet] { [points] + (long.map { [$0.points] } ?? []) }
}
