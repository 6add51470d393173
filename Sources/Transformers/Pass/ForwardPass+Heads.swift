import Activations
import Tensors

/// What becomes of queries, keys and values before scores read them, and of what heads mix.
extension ForwardPass {
  /// Normalises, limits and turns queries and keys.
  ///
  /// - Parameters:
  ///   - ownsKeys: Whether the keys are the layer's own: another's are done already.
  ///   - isNarrow: Whether queries are those alone whose logits are wanted.
  ///   - at: Names the hook points.
  func prepare(
    _ query: inout Tensor, _ key: inout Tensor, _ value: inout Tensor?, _ weights: AttentionWeights,
    _ layer: Int, ownsKeys: Bool, isNarrow: Bool, _ at: (HookPoint.Kind) -> HookPoint
  ) throws {
    let h = config.headWidth(in: layer)
    func normHeads() throws {
      if let own = weights.queryNorm {
        query = try headNorm(query, own, h, at(.queryNormScale), at(.queryNorm))
      }
      if let own = weights.keyNorm, ownsKeys {
        key = try headNorm(key, own, h, at(.keyNormScale), at(.keyNorm))
      }
    }
    if !config.normalizesAfterRotation { try normHeads() }
    if let limit = config.projectionLimit {
      query.clamp(to: limit)
      key.clamp(to: limit)
    }
    if config.changesQueries(in: layer) {
      if let rotary = config.rotary(in: layer) {
        rotate(&query, by: rotary, headWidth: h, isNarrow: isNarrow)
        if ownsKeys { rotate(&key, by: rotary, headWidth: h) }
        turnShared(&value, layer)
      }
      if config.normalizesAfterRotation { try normHeads() }
      growQueries(&query, layer, isNarrow: isNarrow)
      try tap(at(.rotatedQuery), &query, tail: [config.heads, h])
      try tap(at(.rotatedKey), &key, tail: [config.keyValueHeads(in: layer), h])
    }
  }

  /// Multiplies what heads have mixed by the sigmoid of their gate.
  func gateMixed(_ z: inout Tensor, by gate: Tensor) {
    var gate = gate
    batch.align(&z, &gate)
    z = z.gated(.sigmoid, by: gate)
  }

  /// Turns values by their places, where they are the same vectors as keys.
  func turnShared(_ value: inout Tensor?, _ layer: Int) {
    guard config.latent?.isShared == true, let rotary = config.rotary(in: layer), var own = value
    else { return }
    rotate(&own, by: rotary, headWidth: config.headWidth)
    value = own
  }

  /// Turns what heads mix of such values back by the places of queries.
  func turnBack(_ z: inout Tensor, _ layer: Int, isNarrow: Bool) {
    guard config.latent?.isShared == true, var rotary = config.rotary(in: layer) else { return }
    rotary.isReversed.toggle()
    rotate(&z, by: rotary, headWidth: config.headWidth, isNarrow: isNarrow)
  }

  /// Makes queries larger with their place, where a family does so in `layer`.
  func growQueries(_ query: inout Tensor, _ layer: Int, isNarrow: Bool) {
    guard let growth = config.queryGrowth,
      !(growth.spareTurning && config.rotary(in: layer) != nil)
    else { return }
    let count = isNarrow ? batch.sequences.count : batch.count(ofRows: query.shape[0])
    let places =
      isNarrow ? batch.sequences.flatMap(\.unembedded) : batch.places(ofFirst: count)
    for (row, place) in places.enumerated() {
      let factor = growth.factor(at: place)
      guard factor != 1 else { continue }
      for column in 0..<query.columns { query.values[row * query.columns + column] *= factor }
    }
  }
}
