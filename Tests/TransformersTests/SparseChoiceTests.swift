import Activations
import Formats
import Foundation
import Tensors
import TestSupport
import Testing
import Transformers

/// Queries that see the best keys only, in prompts with more queries than are scored at once.
@Suite struct SparseChoiceTests {
  /// A fixture whose configuration allows prompts longer than its own.
  private func model(_ name: String) throws -> Model {
    let folder = fixture("families/\(name)")
    var fields = try #require(try JSON.load(path: folder + "/config.json").objectValue)
    fields["max_position_embeddings"] = .integer(1024)
    return try Model(
      config: .object(fields), tensors: Checkpoint.openFolder(folder), path: folder, name: name)
  }

  private let tokens = (0..<300).map { ($0 * $0 * 7 + $0 * 3) % 61 }

  /// How many keys of each row of each head have a weight.
  private func counts(_ pattern: Tensor) -> [[Int]] {
    (0..<pattern.shape[0]).map { head in
      let rows = pattern[head]
      return (0..<rows.rows).map { query in
        rows[query].values.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
      }
    }
  }

  @Test func `each query sees as many windows as are kept of those behind it`() throws {
    let model = try model("deepseek_v4")
    let indexer = try #require(model.config.latent?.indexer)
    let points = CaptureSet(indexer.layers.sorted().map { .block(.compressedPattern, $0) })
    let whole = try model.run(tokens, capturing: points).cache
    let part = try model.run(Array(tokens.prefix(40)), capturing: points).cache
    for point in points.points {
      let rate = try #require(model.config.compression(in: point.layer ?? 0)).rate
      let pattern = try #require(whole[point])
      for rows in counts(pattern) {
        #expect(rows == (0..<300).map { min(indexer.keeps, ($0 + 1) / rate) })
      }
      // What a query sees does not depend on what follows it.
      let first = try #require(part[point])
      for head in 0..<first.shape[0] {
        for query in 0..<40 {
          let (own, long) = (first[head][query].values, pattern[head][query].values)
          #expect(worstDifference(own, Array(long.prefix(own.count))) < 1e-5, "\(head) \(query)")
        }
      }
    }
  }

  @Test func `each query sees as many tokens as are kept of those up to its own`() throws {
    let model = try model("glm_moe_dsa")
    let indexer = try #require(model.config.latent?.indexer)
    let points = CaptureSet((0..<model.config.layers).map { .pattern($0) })
    let cache = try model.run(tokens, capturing: points).cache
    for point in points.points {
      for rows in counts(try #require(cache[point])) {
        #expect(rows == (0..<300).map { min(indexer.keeps, $0 + 1) })
      }
    }
  }

  @Test(arguments: ["deepseek_v4", "glm_moe_dsa"])
  func `a pass ends wherever it is stopped`(name: String) throws {
    let model = try model(name)
    let prompt = Array(tokens.prefix(20))
    var asked = 0
    _ = try model.run(prompt, capturing: CaptureSet([]), logits: .last, checkpoint: { asked += 1 })
    #expect(asked > model.config.layers)
    for last in stride(from: 0, to: asked, by: 7) {
      var count = 0
      #expect(throws: CancellationError.self) {
        _ = try model.run(
          prompt, capturing: CaptureSet([]), logits: .last,
          checkpoint: {
            if count == last { throw CancellationError() }
            count += 1
          })
      }
    }
  }
}
