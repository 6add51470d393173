public import Activations
internal import Pictures
public import Tensors

/// Attention rollout (Abnar and Zuidema, 2020, https://arxiv.org/abs/2005.00928): how much of each
/// position's final state comes from each token, if attention alone moved it.
///
/// Each layer mixes positions by `residual` times the identity and the rest times the mean of its
/// heads' patterns, rows normalised; the rollout up to a layer is the product of these mixtures,
/// the first layer's rightmost.
public struct Rollout: Sendable {
  /// The share of a position's state that stays at the position in each layer, 0...1.
  public let residual: Float

  /// Sets the share that stays; the authors use a half.
  public init(residual: Float = 0.5) { self.residual = min(max(residual, 0), 1) }

  /// The rollout up to layer `last`, `[query, token]`; each layer's patterns are asked for when it is their turn.
  ///
  /// - Throws: `FigureError` where a layer has no heads, or its patterns are not squares of one
  ///   size, and what `patterns` throws.
  public func matrix(
    upTo last: Int, patterns: (_ layer: Int) throws -> LayerPatterns
  ) throws -> Tensor {
    var rollout: Tensor?
    for layer in 0...max(last, 0) {
      rollout = try next(try patterns(layer), layer, behind: rollout)
    }
    return rollout ?? Tensor(zeros: [0, 0])
  }

  private func next(
    _ patterns: LayerPatterns, _ layer: Int, behind earlier: Tensor?
  ) throws -> Tensor {
    let shape = patterns.shape
    guard shape[0] > 0, shape[1] == shape[2], shape[1] > 0,
      earlier.map({ $0.columns == shape[1] }) ?? true
    else {
      throw FigureError(
        "layer \(layer) has patterns of shape \(shape); a rollout needs "
          + "[heads, n, n] with one n in all layers")
    }
    let mixture = mixture(of: patterns)
    return earlier.map { product(mixture, $0) } ?? mixture
  }

  /// The mean of the heads beside what stays in place, each row summing up to 1.
  private func mixture(of patterns: LayerPatterns) -> Tensor {
    let (heads, n) = (patterns.shape[0], patterns.shape[1])
    var mixture = Tensor(zeros: [n, n])
    for head in 0..<heads {
      patterns.head(head)?.forEachBlock { queries, values in
        for (place, value) in zip(queries.lowerBound * n..<queries.upperBound * n, values) {
          mixture.values[place] += value / Float(heads)
        }
      }
    }
    for row in 0..<n {
      var sum: Float = 0
      for place in row * n..<(row + 1) * n {
        mixture.values[place] *= 1 - residual
        if place == row * n + row { mixture.values[place] += residual }
        sum += mixture.values[place]
      }
      for place in row * n..<(row + 1) * n where sum > 0 { mixture.values[place] /= sum }
    }
    return mixture
  }

  private func product(_ left: Tensor, _ right: Tensor) -> Tensor {
    var (left, right) = (left, right)
    var result = Tensor(zeros: left.shape)
    unsafe left.withMatrix { left in
      unsafe right.withMatrix { right in
        unsafe result.withMatrix { result in
          unsafe multiply(left, right, .innerByColumns, into: result)
        }
      }
    }
    return result
  }
}
