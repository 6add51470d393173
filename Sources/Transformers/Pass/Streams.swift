import Formats
import Tensors

/// How one block foretells several residual streams, works on one of them, and corrects the others by what that became.
struct StreamWeights: Sendable {
  let count: Int
  /// The stream that the block works on.
  let active: Int
  let router: Linear  // width -> streams
  let norm: NormWeights
  let prediction: Linear  // streams -> streams * streams
  let correction: Linear  // streams -> streams
  let scale: FloatBuffer?  // on the active stream, before it gates per-layer vectors

  /// The stream that the block works on, `[N, width]`.
  func active(of x: Tensor) -> Tensor {
    let width = x.columns / count
    return x.columns(active * width..<(active + 1) * width)
  }

  /// All streams as foretold, `[N, streams * width]`: each plus a mixture of all, its shares read from the active one.
  ///
  /// - Parameter checkpoint: Asked often; what it throws ends the work.
  func predicted(
    _ x: Tensor, _ config: ModelConfig, _ checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    let width = config.width
    let shares = prediction(modalities(active(of: x), config))  // [N, streams * streams]
    var result = x
    try unsafe Parallel.forRows(
      of: &result.values, columns: x.columns, grain: 16, stoppingEvery: longestPart(width),
      checkpoint
    ) { range, floats in
      for (index, row) in range.enumerated() {
        for stream in 0..<count {
          for other in 0..<count {
            let share = shares.values[(row * count + stream) * count + other]
            let (target, source) = ((index * count + stream) * width, (row * count + other) * width)
            for column in 0..<width {
              unsafe floats[target + column] += share * x.values[source + column]
            }
          }
        }
      }
    }
    return result
  }

  /// The rows that are foretold or corrected before the pass can be stopped again.
  private func longestPart(_ width: Int) -> Int {
    max(16, 100_000_000 / max(count * count * width, 1))
  }

  /// Foretold streams, corrected by how far the block's result `x` is from the active one.
  ///
  /// - Parameter checkpoint: Asked often; what it throws ends the work.
  func corrected(
    _ predicted: Tensor, by x: Tensor, _ config: ModelConfig, _ checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    let width = config.width
    let shares = correction(modalities(x, config))  // [N, streams]
    let before = active(of: predicted)
    var result = predicted
    try unsafe Parallel.forRows(
      of: &result.values, columns: predicted.columns, grain: 16, stoppingEvery: longestPart(width),
      checkpoint
    ) { range, floats in
      for (index, row) in range.enumerated() {
        for stream in 0..<count {
          let share = shares.values[row * count + stream] + 1
          let target = (index * count + stream) * width
          for column in 0..<width {
            let change = x.values[row * width + column] - before.values[row * width + column]
            unsafe floats[target + column] += share * change
          }
        }
      }
    }
    return result
  }

  /// What of each kind a token is, `[N, streams]`.
  private func modalities(_ x: Tensor, _ config: ModelConfig) -> Tensor {
    var rows = x.normalized(by: norm, config)
    rows *= 1 / Float(config.width)
    var result = router(rows)
    result.cap(at: 1)  // tanh
    return result
  }
}

/// A narrow map beside attention: what it reads plus what it makes of it, normalised (Gemma 3n).
struct BesideAttention: Sendable {
  let down: Linear  // width -> rank
  let up: Linear  // rank -> width
  let norm: NormWeights

  func callAsFunction(_ x: Tensor, _ config: ModelConfig) -> Tensor {
    var result = up(down(x)).normalized(by: norm, config)
    result += x
    return result
  }
}

extension WeightReader {
  /// What a block of several streams mixes them by.
  func streams(layer: Int) throws -> StreamWeights? {
    guard let axes = config.streams, case .alternating(let active, let isScaled) = axes.mixing
    else { return nil }
    let (width, count) = (config.width, axes.count)
    var scale: FloatBuffer?
    if isScaled {
      scale = try stored(.streamScale, layer, suffixes: ["", ".weight"], shape: [width]).widened()
    }
    return StreamWeights(
      count: count, active: active, router: try linear(.streamRouter, layer, width, count),
      norm: try norm(.streamRouterNorm, layer: layer),
      prediction: try linear(.streamPrediction, layer, count, count * count),
      correction: try linear(.streamCorrection, layer, count, count), scale: scale)
  }

  /// The narrow map beside attention.
  func besideAttention(layer: Int) throws -> BesideAttention? {
    let rank = config.besideAttention
    guard rank > 0 else { return nil }
    return BesideAttention(
      down: try linear(.besideDown, layer, config.width, rank),
      up: try linear(.besideUp, layer, rank, config.width),
      norm: try norm(.besideNorm, layer: layer))
  }
}
