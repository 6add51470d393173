import Activations
import Figures
import Foundation
import Synchronization
import Tensors
import Transformers

/// Runs one text of `count` tokens whose queries and keys are kept, scores all heads, pools one and checks rows of random blocks
/// against float64; beside each step the time that its multiplications take at the kernel's rate on as many cores.
func benchmarkLongText(of count: Int, modelPath: String) throws {
  let model = try Model(path: modelPath)
  let (config, facts) = (model.config, try model.scoreFacts())
  var generator = SystemRandomNumberGenerator()
  let tokens = (0..<count).map { _ in Int.random(in: 0..<config.vocabularySize, using: &generator) }

  let left = Tensor(shape: [256, 576], values: [Float](repeating: 0.5, count: 256 * 576))
  let weight = WeightMatrix(
    StoredRows(FloatBuffer([Float](repeating: 0.25, count: 576 * 1536)), columns: 576),
    .columnsByInner)
  /// Seconds of one core for a multiplication and an addition.
  func kernelCost() -> Double {
    let before = processorSeconds()
    for _ in 0..<40 { _ = left.product(weight) }
    return (processorSeconds() - before) / 40 / (256 * 576 * 1536)
  }
  _ = kernelCost()
  print(
    "cores \(Parallel.width), \(count) tokens, kernel \(InstructionSet.chosen): "
      + String(format: "%.0f GFLOP/s a core", 2e-9 / kernelCost()))

  /// Prints wall time and processor time of a step beside what its multiplications cost.
  func step<Result>(
    _ name: String, multiplications: Double, _ body: () throws -> Result
  ) rethrows -> Result {
    let cost = kernelCost()
    let (begin, start) = (processorSeconds(), ContinuousClock().now)
    let result = try body()
    let time = (ContinuousClock().now - start) / .seconds(1)
    let used = processorSeconds() - begin
    let bound = multiplications * (cost + kernelCost()) / 2
    print(
      name.padding(toLength: 40, withPad: " ", startingAt: 0)
        + String(
          format: "%8.2f s, %8.2f s of processors; kernel %8.2f s: %.2f times; peak %5.0f MB", time,
          used, bound, used / bound, Double(peakMemory()) / 1e6))
    return result
  }

  let pairs = Double(count) * Double(count + 1) / 2
  let headPairs = pairs * Double(config.headWidth)
  let matrices =
    Double(config.width)
    * Double(
      2 * (config.heads + config.keyValueHeads) * config.headWidth
        + config.hiddenWidth * (config.isGated ? 3 : 2))
  let (layers, heads) = (Double(config.layers), Double(config.heads))
  var longest = Duration.zero
  var last = ContinuousClock().now
  let cache = try step(
    "a pass that keeps queries and keys",
    multiplications: (layers - 1) * (matrices * Double(count) + 2 * heads * headPairs)
  ) {
    try model.run(tokens, capturing: facts.points) {
      let now = ContinuousClock().now
      (longest, last) = (max(longest, now - last), now)
    }.cache
  }
  print("longest time between two looks for Ctrl-C: \(longest)")

  let prompt = PromptRecord(text: "long", tokens: tokens.map(String.init))
  let patterns = PromptPatterns(cache, of: prompt, scoring: facts)
  let all = try HeadSelection("L*H*", layers: config.layers, heads: config.heads)
  _ = try step("all heads' induction score", multiplications: layers * heads * headPairs) {
    try HeadScoring([try HeadScores.named("induction")], of: all)([patterns])
  }
  guard let rows = facts.rows(config.layers / 3, of: cache) else { return }
  _ = try step("one head pooled", multiplications: headPairs) {
    try LayerPatterns(rows).head(0)?.pooled(side: max(count / 100, 1))
  }
  _ = step("one head's last row", multiplications: headPairs / Double(count)) {
    rows.rows(0, count - 1..<count)
  }

  var worst = 0.0
  for _ in 0..<20 {
    let layer = Int.random(in: 0..<config.layers, using: &generator)
    let head = Int.random(in: 0..<config.heads, using: &generator)
    let first = Int.random(in: 0..<max(count - 8, 1), using: &generator)
    guard let rows = facts.rows(layer, of: cache) else { return }
    let block = first..<min(first + 8, count)
    let made = rows.rows(head, block)
    for query in block {
      let expected = plainRow(query, head, rows)
      for key in 0..<count {
        worst = max(worst, abs(Double(made.values[(query - first) * count + key]) - expected[key]))
      }
    }
  }
  print(
    String(
      format: "rows of 20 random blocks: at most %.1e from float64 (1e-5 is allowed)", worst))
}

/// A row of a head's pattern in float64, as its definition says; without sinks, slopes or learned distances.
private func plainRow(_ query: Int, _ head: Int, _ rows: PatternRows) -> [Double] {
  let (h, heads, keyHeads) = (rows.queries.shape[2], rows.heads, rows.keys.shape[1])
  let group = head / (heads / keyHeads)
  var scores = [Double](repeating: -.infinity, count: rows.keyCount)
  for key in rows.scoring.sight.keys(from: query, of: rows.keyCount) {
    var sum = 0.0
    for element in 0..<h {
      sum +=
        Double(rows.queries.values[(query * heads + head) * h + element])
        * Double(rows.keys.values[(key * keyHeads + group) * h + element])
    }
    scores[key] = sum * Double(rows.scoring.scale)
  }
  let peak = scores.max() ?? 0
  let powers = scores.map { exp($0 - peak) }
  let total = powers.reduce(0, +)
  return powers.map { $0 / total }
}
