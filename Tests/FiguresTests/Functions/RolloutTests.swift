import Activations
import Figures
import Formats
import Foundation
import Pictures
import Tensors
import TestSupport
import Testing

@Suite struct RolloutTests {
  @Test func `rollouts are NumPy's`() throws {
    let json = try JSON.load(path: fixture("figures/rollout.json"))
    func tensor(_ key: String) throws -> Tensor {
      let array = try #require(json[key])
      let shape = array["shape"]?.arrayValue?.compactMap(\.integerValue) ?? []
      let values = array["values"]?.arrayValue?.compactMap(\.doubleValue) ?? []
      return Tensor(shape: shape, values: values.map { Float($0) })
    }
    let patterns = try tensor("patterns")  // [layer, head, query, key]
    let expected = try tensor("rollouts")  // [layer, query, token]
    let rollouts = try (0..<patterns.shape[0]).map { last in
      try Rollout().matrix(upTo: last) { LayerPatterns(patterns[$0]) }
    }
    #expect(rollouts.count == 3)
    #expect(worstDifference(rollouts.flatMap(\.values), expected.values) < 1e-6)
    for rollout in rollouts {
      for row in 0..<rollout.rows {
        #expect(abs(rollout[row].values.reduce(0, +) - 1) < 1e-5)
      }
    }
  }

  @Test(arguments: [[0, 3, 3], [2, 3, 4], [2, 0, 0]])
  func `patterns that are no squares are refused`(shape: [Int]) {
    #expect(throws: FigureError.self) {
      try Rollout().matrix(upTo: 0) { _ in LayerPatterns(Tensor(zeros: shape)) }
    }
  }

  @Test func `layers are of one size`() {
    let layers = [Tensor(zeros: [1, 2, 2]), Tensor(zeros: [1, 3, 3])]
    let error = #expect(throws: FigureError.self) {
      try Rollout().matrix(upTo: 1) { LayerPatterns(layers[$0]) }
    }
    #expect(
      error?.description == "layer 1 has patterns of shape [1, 3, 3]; "
        + "a rollout needs [heads, n, n] with one n in all layers")
  }
}
