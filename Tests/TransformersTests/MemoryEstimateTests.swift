import Activations
import Tensors
import TestSupport
import Testing
import Transformers

/// Estimates of memory against what a pass has made, in models whose layers differ in heads and widths too.
@Suite struct MemoryEstimateTests {
  private static let models = [
    "gemma4", "gemma4-moe", "gemma3n", "nemotron_h", "qwen3_5", "deepseek_v3", "deepseek_v4",
    "falcon_h1", "lfm2",
  ]
  private static let kinds: [HookPoint.Kind] = [
    .query, .key, .value, .rotatedQuery, .rotatedKey, .z, .pattern, .hiddenPre, .hiddenPost,
    .residualPre, .residualMid, .residualPost, .attentionOut, .feedForwardOut,
  ]

  private func run(_ name: String) throws -> (ModelConfig, CaptureSet, ActivationCache) {
    let model = try Model(path: fixture("families/\(name)"))
    let points = CaptureSet(model.config.hookPoints.filter { Self.kinds.contains($0.kind) })
    return (model.config, points, try model.run([3, 1, 4, 1, 5], capturing: points).cache)
  }

  @Test(arguments: models)
  func `kept values take the bytes that were foretold`(name: String) throws {
    let (config, points, cache) = try run(name)
    for point in points.points {
      let values = try #require(cache[point]).values
      #expect(
        config.memory(tokens: 5, keeping: CaptureSet([point])) == values.count * 4, "\(point)")
    }
  }

  @Test(arguments: models)
  func `a layer's queries, keys and values take the floats that were foretold`(
    name: String
  ) throws {
    let (config, _, cache) = try run(name)
    for layer in 0..<config.layers {
      let made = [HookPoint.Kind.query, .key, .value].map {
        cache[.block($0, layer)]?.values.count
      }
      guard config.patternLayers.contains(layer) else {
        #expect(config.attentionRow(in: layer) == 0)
        continue
      }
      // Layers that use another's keys have no points for them.
      guard let query = made[0], let key = made[1], let value = made[2] else { continue }
      #expect(5 * config.attentionRow(in: layer) == query + key + value, "layer \(layer)")
      #expect(config.attentionRow(in: layer) <= config.largestAttentionRow)
    }
  }

  @Test(arguments: models + ["glm_moe_dsa", "kimi_linear"])
  func `each further token takes the bytes in a kept run that were foretold`(name: String) throws {
    let model = try Model(path: fixture("families/\(name)"))
    let tokens = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7]
    func bytes(_ count: Int) throws -> Int {
      var run = KeptRun(keepingQueries: true)
      try model.run(Array(tokens.prefix(count)), behind: &run, logits: .none)
      return run.byteCount
    }
    let row = (0..<model.config.layers).reduce(0) { $0 + model.config.keptRow(in: $1) }
    // States have a size of their own, whatever the number of tokens.
    #expect(try bytes(14) - bytes(9) == 5 * row * 4)
  }
}
