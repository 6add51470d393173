import Activations
import Tensors
import Transformers

/// Means of the values at hook points over prompts.
struct MeanValues {
  /// What is summed at one hook point.
  private struct Sum {
    var values: [Double]
    var counts: [Int]  // one a row
    var shape: [Int]
  }

  private let averaging: Edit.Averaging
  private var sums: [HookPoint: Sum] = [:]

  init(_ averaging: Edit.Averaging) { self.averaging = averaging }

  /// Adds the value of one prompt, `[tokens, ...]` or `[heads, query, key]`.
  mutating func add(_ value: Tensor, at point: HookPoint) {
    let byHeads = ValueLayout(point.kind) == .headsByTokens
    var sum = sums[point] ?? Sum(values: [], counts: [], shape: Array(value.shape.dropFirst()))
    if byHeads {
      addPattern(value, to: &sum)
    } else {
      let width = value.shape.dropFirst().reduce(1, *)
      let first = averaging == .allButFirst ? 1 : 0
      for token in first..<max(first, value.shape[0]) {
        let row = averaging == .position ? token : 0
        while sum.counts.count <= row {
          sum.counts.append(0)
          sum.values += [Double](repeating: 0, count: width)
        }
        sum.counts[row] += 1
        for column in 0..<width {
          sum.values[row * width + column] += Double(value.values[token * width + column])
        }
      }
    }
    sums[point] = sum
  }

  /// Patterns of prompts of different lengths are summed query by query; a query sees the same keys
  /// in all of them.
  private func addPattern(_ value: Tensor, to sum: inout Sum) {
    let (heads, n) = (value.shape[0], value.shape[1])
    let old = sum.counts.count
    let side = max(old, n)
    if side > old {
      var values = [Double](repeating: 0, count: heads * side * side)
      for row in 0..<heads * old {
        for key in 0..<old {
          values[(row / max(old, 1) * side + row % max(old, 1)) * side + key] =
            sum.values[row * old + key]
        }
      }
      sum.values = values
      sum.counts += [Int](repeating: 0, count: side - old)
      sum.shape = [heads, side, side]
    }
    for query in 0..<n { sum.counts[query] += 1 }
    for head in 0..<heads {
      for query in 0..<n {
        for key in 0..<n {
          sum.values[(head * side + query) * side + key] +=
            Double(value.values[(head * n + query) * n + key])
        }
      }
    }
  }

  /// The means, in the layout of each point: `[rows, ...]`, one row where all positions share it.
  ///
  /// - Throws: `CausalError` where nothing was added to one of `points`.
  func means(at points: [HookPoint]) throws -> [HookPoint: Tensor] {
    var means: [HookPoint: Tensor] = [:]
    for point in points {
      guard let sum = sums[point], let width = sum.values.count.dividedBy(sum.counts.count) else {
        throw CausalError("the prompts of the mean have no token that counts at \(point)")
      }
      let byHeads = ValueLayout(point.kind) == .headsByTokens
      let side = sum.counts.count
      let values = sum.values.indices.map { place in
        let row = byHeads ? place / side % side : place / width
        return Float(sum.values[place] / Double(sum.counts[row]))
      }
      means[point] = Tensor(shape: byHeads ? sum.shape : [side] + sum.shape, values: values)
    }
    return means
  }
}

extension Int {
  fileprivate func dividedBy(_ count: Int) -> Int? { count > 0 ? self / count : nil }
}
