import Activations
import Tensors

extension ForwardPass {
  /// Normalised rows of `x` times the norm's weights, in the shape of `x`.
  ///
  /// - Parameters:
  ///   - other: The kind of norm, where it is not the configured one.
  ///   - parts: How many parts of a row are normalised, each for itself.
  ///   - epsilon: What is added under the root, where it is not the configured number.
  func norm(
    _ x: Tensor, _ weights: NormWeights, _ scalePoint: HookPoint, _ rowsPoint: HookPoint,
    _ other: NormKind? = nil, parts: Int = 1, epsilon: Float? = nil
  ) throws -> Tensor {
    let kind = other ?? config.norm
    let (rows, width) = (x.rows, x.columns / parts)
    var (normed, scale) = x.reshaped([rows * parts, width])
      .normalized(kind, epsilon: epsilon ?? config.epsilon)
    func tapRows() throws {
      normed = normed.reshaped([normed.values.count / (parts * width), parts * width])
      try tap(rowsPoint, &normed, tail: [width])
      normed = normed.reshaped([normed.values.count / width, width])
    }
    scale = scale.reshaped([rows, parts])
    try tap(scalePoint, &scale, tail: [1])
    // TransformerLens shows LayerNorm's rows after weight and bias, RMSNorm's before.
    if kind == .rootMeanSquare { try tapRows() }
    if let weight = weights.weight { normed.scaleColumns(by: weight, adding: weights.bias) }
    if kind == .layer { try tapRows() }
    return normed.reshaped([normed.values.count / (parts * width), parts * width])
  }

  /// What a sublayer adds, normalised.
  func postNorm(
    _ x: Tensor, _ weights: NormWeights, _ scale: HookPoint, _ rows: HookPoint
  ) throws -> Tensor {
    try norm(x, weights, scale, rows, epsilon: config.postEpsilon)
  }

  /// Queries or keys of heads of `width`, normalised over each head or all of a token's heads, `[N, heads * h]`.
  func headNorm(
    _ x: Tensor, _ weights: NormWeights, _ width: Int, _ scale: HookPoint, _ rows: HookPoint
  ) throws -> Tensor {
    guard config.queryKeyNorm == .perHead else {
      return try norm(x, weights, scale, rows)
    }
    let parts = x.columns / width
    guard let weight = weights.weight, weight.count != width else {
      return try norm(x, weights, scale, rows, parts: parts)
    }
    let plain = NormWeights(weight: nil, bias: nil)
    var normed = try norm(x, plain, scale, rows, parts: parts)
    normed.scaleColumns(by: weight, adding: weights.bias)  // each head its own weights
    return normed
  }

  /// Turns each sequence's queries or keys by their places.
  ///
  /// - Parameter isNarrow: Whether the rows are only those whose logits are wanted.
  func rotate(
    _ x: inout Tensor, by rotary: Rotary, headWidth: Int, isNarrow: Bool = false
  ) {
    let count = isNarrow ? batch.sequences.count : batch.count(ofRows: x.shape[0])
    var next = 0  // of the narrow rows
    for (sequence, rows) in zip(batch.sequences, batch.rows).prefix(count) {
      let table = turns.table(
        of: rotary, sequence.start..<sequence.tokens.count, tokens: sequence.length)
      if isNarrow {
        for place in sequence.unembedded {
          x.rotate(
            rows: next..<next + 1, from: place, by: table, rotary.pairs, headWidth: headWidth,
            skipping: rotary.still)
          next += 1
        }
      } else {
        x.rotate(
          rows: rows, from: sequence.start, by: table, rotary.pairs, headWidth: headWidth,
          skipping: rotary.still)
      }
    }
  }
}

/// The tables that a pass has turned by.
final class RotaryTables {
  private var tables: [(rotary: Rotary, places: Range<Int>, tokens: Int, table: RotaryTable)] = []

  /// Cosines and sines of these places of a prompt of `tokens` tokens, made when first asked for.
  func table(of rotary: Rotary, _ places: Range<Int>, tokens: Int) -> RotaryTable {
    let known = tables.last {
      $0.tokens == tokens && $0.places == places && $0.rotary == rotary
    }
    if let known { return known.table }
    let table = rotary.table(places, tokens: tokens)
    tables.append((rotary, places, tokens, table))
    return table
  }
}
