import Activations
import Tensors

extension ForwardPass {
  /// Normalised rows of `x` times the norm's weights, in the shape of `x`.
  func norm(
    _ x: Tensor, _ weights: NormWeights, _ scalePoint: HookPoint, _ rowsPoint: HookPoint,
    _ other: NormKind? = nil
  ) throws -> Tensor {
    let kind = other ?? config.norm
    var (normed, scale) = x.normalized(kind, epsilon: config.epsilon)
    try tap(scalePoint, &scale)
    // TransformerLens shows LayerNorm's rows after weight and bias, RMSNorm's before.
    if kind == .rootMeanSquare { try tap(rowsPoint, &normed) }
    if let weight = weights.weight { normed.scaleColumns(by: weight, adding: weights.bias) }
    if kind == .layer { try tap(rowsPoint, &normed) }
    return normed
  }

  /// Queries or keys normalised over each head or all of a token's heads, `[N, heads * h]`.
  func headNorm(
    _ x: Tensor, _ weights: NormWeights, _ scale: HookPoint, _ rows: HookPoint
  ) throws -> Tensor {
    guard config.queryKeyNorm == .perHead else {
      return try norm(x, weights, scale, rows)
    }
    let h = config.headWidth
    let perHead = x.reshaped([x.values.count / h, h])  // [N * heads, h]
    guard let weight = weights.weight, weight.count != h else {
      return try norm(perHead, weights, scale, rows).reshaped(x.shape)
    }
    let plain = NormWeights(weight: nil, bias: nil)
    var normed = try norm(perHead, plain, scale, rows).reshaped(x.shape)
    normed.scaleColumns(by: weight, adding: weights.bias)  // each head its own weights
    return normed
  }

  /// Turns each prompt's queries or keys by their places.
  func rotate(_ x: inout Tensor, by rotary: Rotary) {
    for rows in batch.rows {
      x.rotate(
        rows: rows, by: rotary.table(tokens: rows.count), rotary.pairs,
        headWidth: config.headWidth)
    }
  }
}
