import Formats
import Tensors

/// Maps by which queries, keys and values are read from small vectors (DeepSeek-AI, 2024, "multi-head latent attention").
struct LatentWeights: Sendable {
  let axes: ModelConfig.Latent
  let heads: Int
  let epsilon: Float
  let queryDown: Linear?  // width -> queryRank, where queries have a small vector
  let queryNorm: NormWeights
  let keyValueDown: Linear  // width -> rank + turning
  let keyValueNorm: NormWeights
  let key: Linear?  // rank -> heads * still; nil where the small vector itself is key and value
  let value: Linear?  // rank -> heads * values

  /// What queries are made of, `[N, queryRank]` or the stream itself.
  func querySource(_ x: Tensor) -> Tensor {
    guard let queryDown else { return x }
    return normed(queryDown(x), queryNorm)
  }

  /// Keys `[N, heads * (still + turning)]`, not turned yet, and values `[N, heads * values]`; of one head where all share it.
  func keysAndValues(_ x: Tensor, withValues: Bool) -> (keys: Tensor, values: Tensor?) {
    let both = keyValueDown(x)  // [N, rank + turning]
    guard let key, let value else {
      let shared = normed(both, keyValueNorm)
      return (shared, withValues ? shared : nil)
    }
    let small = normed(both.columns(0..<axes.rank), keyValueNorm)
    let turning = both.columns(axes.rank..<both.columns)  // the same for all heads
    let still = key(small)
    let width = axes.still + axes.turning
    var keys = Tensor(zeros: [x.rows, heads * width])
    unsafe Parallel.forRows(of: &keys.values, columns: keys.columns) { range, floats in
      for (index, row) in range.enumerated() {
        for head in 0..<heads {
          let target = index * heads * width + head * width
          for element in 0..<axes.still {
            unsafe floats[target + element] =
              still.values[(row * heads + head) * axes.still + element]
          }
          for element in 0..<axes.turning {
            unsafe floats[target + axes.still + element] =
              turning.values[row * axes.turning + element]
          }
        }
      }
    }
    return (keys, withValues ? value(small) : nil)
  }

  private func normed(_ x: Tensor, _ weights: NormWeights) -> Tensor {
    var rows = x.normalized(.rootMeanSquare, epsilon: epsilon).rows
    if let weight = weights.weight { rows.scaleColumns(by: weight, adding: weights.bias) }
    return rows
  }
}

extension WeightReader {
  /// The maps of latent attention in `layer`; nil in models without.
  func latent(layer: Int) throws -> LatentWeights? {
    guard let axes = config.latent else { return nil }
    let (width, heads) = (config.width, config.heads)
    let each = axes.still + axes.values
    func rows(_ first: Int, _ count: Int) -> [Range<Int>] {
      (0..<heads).map { $0 * each + first..<$0 * each + first + count }
    }
    let isSplit = layout.names[.latentHeads] == nil
    func key() throws -> Linear {
      isSplit
        ? try transposedHeads(.latentKey, layer, heads: heads, axes.rank, axes.still)
        : try linear(.latentHeads, layer, axes.rank, heads * each, outputs: rows(0, axes.still))
    }
    func value() throws -> Linear {
      isSplit
        ? try merged(.latentValue, layer, heads: heads, axes.rank, axes.values)
        : try linear(
          .latentHeads, layer, axes.rank, heads * each, outputs: rows(axes.still, axes.values))
    }
    return LatentWeights(
      axes: axes, heads: heads,
      // Norms on small vectors that become keys and values have an epsilon of their own, whatever the model's is.
      epsilon: axes.isShared ? config.epsilon : 1e-6,
      queryDown: try axes.queryRank.map { try linear(.latentQuery, layer, width, $0) },
      queryNorm: axes.queryRank == nil
        ? NormWeights(weight: nil, bias: nil)
        : try norm(.latentQueryNorm, layer: layer, count: axes.queryRank),
      keyValueDown: try linear(.latentKeyValue, layer, width, axes.width),
      keyValueNorm: try norm(.latentKeyValueNorm, layer: layer, count: axes.rank),
      key: axes.isShared ? nil : try key(), value: axes.isShared ? nil : try value())
  }

  /// A map that llama.cpp stores for each head as `[inputs, outputs]`.
  private func transposedHeads(
    _ role: WeightRole, _ layer: Int, heads: Int, _ inputs: Int, _ outputs: Int
  ) throws -> Linear {
    let stored = try stored(role, layer, shape: [heads, inputs, outputs]).widened().array
    var rows = [Float](repeating: 0, count: stored.count)  // [heads * outputs, inputs]
    for head in 0..<heads {
      for input in 0..<inputs {
        for output in 0..<outputs {
          rows[(head * outputs + output) * inputs + input] =
            stored[(head * inputs + input) * outputs + output]
        }
      }
    }
    return Linear(
      weight: WeightMatrix(
        StoredRows(FloatBuffer(rows), columns: inputs), .columnsByInner), bias: nil)
  }

  /// A map that is stored as `[heads, outputs, inputs]`.
  private func merged(
    _ role: WeightRole, _ layer: Int, heads: Int, _ inputs: Int, _ outputs: Int
  ) throws -> Linear {
    let stored = try stored(role, layer, shape: [heads, outputs, inputs])
    return Linear(
      weight: WeightMatrix(
        try stored.storedRows(), .columnsByInner, rows: 0..<heads * outputs), bias: nil)
  }
}
