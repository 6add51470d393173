package import Activations
package import Transformers

/// What is captured of each prompt: the same of all, or of long ones something smaller.
package struct KeptPoints {
  /// What is kept of a prompt.
  package let points: CaptureSet
  /// What is kept of longer prompts in its place, and of how many tokens on.
  package private(set) var long: (points: CaptureSet, from: Int)?

  /// Keeps the same of every prompt.
  package init(_ points: CaptureSet) { self.points = points }

  /// Keeps patterns of these layers, or the queries and keys that they are made of.
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

  /// What is kept of a prompt of so many tokens.
  package func points(tokens count: Int) -> CaptureSet {
    if let long, count >= long.from { return long.points }
    return points
  }

  /// Every set that prompts may be complete with.
  package var alternatives: [CaptureSet] { [points] + (long.map { [$0.points] } ?? []) }
}
