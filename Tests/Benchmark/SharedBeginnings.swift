import Activations
import Foundation
import Tensors
import Transformers

/// Runs prompts that begin alike, beside as many tokens that do not, in wall time and in processor time.
func benchmarkSharedBeginnings(modelPath: String) throws {
  let model = try Model(path: modelPath)
  let config = model.config
  let patterns = CaptureSet.patterns(layers: config.layers)
  var generator = SystemRandomNumberGenerator()
  func tokens(_ count: Int) -> [Int] {
    (0..<count).map { _ in Int.random(in: 0..<config.vocabularySize, using: &generator) }
  }

  /// The fastest of several runs, wall and processors.
  func fastest(_ count: Int, _ body: () throws -> Void) rethrows -> (wall: Double, used: Double) {
    var best = (wall: Double.infinity, used: Double.infinity)
    for _ in 0..<count {
      let start = processorSeconds()
      let wall = try seconds(body)
      best = (min(best.wall, wall), min(best.used, processorSeconds() - start))
    }
    return best
  }

  func line(_ step: String, _ time: (wall: Double, used: Double), _ ratio: Double? = nil) {
    let share = ratio.map { String(format: "  %.2f times", $0) } ?? ""
    print(
      step.padding(toLength: 64, withPad: " ", startingAt: 0)
        + String(format: "%8.1f ms, %8.1f ms of processors", time.wall * 1e3, time.used * 1e3)
        + share)
  }

  let short = tokens(15)
  let alone = try fastest(10) { _ = try model.run(short, capturing: patterns) }
  line("a prompt of 15 tokens", alone)
  var runs = KeptRuns(limit: 1 << 30)
  let text = tokens(200)
  let whole = try fastest(1) {
    _ = try model.run(text, sharing: &runs, capturing: patterns)
  }
  line("a prompt of 200", whole)
  let changed = try fastest(10) {
    let prompt = Array(text.dropLast()) + tokens(1)
    _ = try model.run(prompt, sharing: &runs, capturing: patterns)
  }
  line("the same with its last token changed", changed, changed.used / alone.used)

  let beginning = tokens(100)
  let variants = (0..<200).map { _ in beginning + tokens(5) }
  let bound = try fastest(1) {
    for _ in 0..<5 { _ = try model.run(tokens(220), capturing: patterns) }
  }
  line("5 prompts of 220 tokens", bound)
  let shared = try fastest(1) {
    for half in [variants.prefix(100), variants.suffix(100)] {
      try model.run(
        Array(half), capturing: patterns, sharesBeginnings: true, tap: { _, _, _ in })
    }
  }
  line("200 of 105 tokens that differ in the last 5", shared, shared.used / bound.used)
}
