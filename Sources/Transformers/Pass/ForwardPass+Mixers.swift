import Activations
import Tensors

/// What stands in attention's place, or beside it.
extension ForwardPass {
  /// What a mixer other than attention makes of normalised rows, `[N, d]`.
  func mixed(_ x: Tensor, by mixer: MixerWeights, _ layer: Int) throws -> Tensor {
    let count = batch.count(ofRows: x.shape[0])
    let sequences = batch.sequences.prefix(count)
    if let keeper, let only = sequences.first, sequences.count == 1 {
      return try mixed(x, by: mixer, layer, keeper, behind: only.start)
    }
    guard sequences.contains(where: { $0.start > 0 }) else {
      return try mixer(x, rows: Array(batch.rows.prefix(count)), tap.checkpoint)
    }
    // A state is made of all that came before: rows that sequences share are read once for each.
    var (spans, rows): ([RowSpan], [Range<Int>]) = ([], [])
    var own: [Range<Int>] = []
    for (index, sequence) in sequences.enumerated() {
      let (first, length) = (rows.last?.upperBound ?? 0, sequence.tokens.count)
      spans += batch.spans(of: index, 0..<length, inFirst: count)
      rows.append(first..<first + length)
      own.append(first + sequence.start..<first + length)
    }
    let result = try mixer(x.gathered(spans), rows: rows, tap.checkpoint)
    var kept = result.part(own[0])
    for range in own.dropFirst() { kept.append(result.part(range)) }
    return kept
  }

  /// The same for the one sequence of a pass that goes on behind `start` tokens: from the state there, or, where the run
  /// was longer, from the beginning.
  private func mixed(
    _ x: Tensor, by mixer: MixerWeights, _ layer: Int, _ keeper: Keeper, behind start: Int
  ) throws -> Tensor {
    let earlier = start > 0 ? keeper.earlier(layer) : nil
    let state = start == keeper.kept.tokens.count ? earlier?.state : nil
    guard start > 0, state == nil, let rows = earlier?.mixed else {
      var running = state ?? MixerState()
      let result = try mixer(x, state: &running, tap.checkpoint)
      keeper.keep(x, running, layer)
      return result
    }
    var whole = rows.part(0..<start)
    whole.append(x)
    var running = MixerState()
    let result = try mixer(whole, state: &running, tap.checkpoint)
    keeper.keep(x, running, layer)
    return result.part(start..<whole.rows)
  }
}

extension AttentionWeights {
  /// Queries of `x`, keys of `keys` and values of `values`, if these are needed, before norms and rotation.
  ///
  /// - Parameters:
  ///   - x: The small vectors that queries are made of, where there are such.
  ///   - map: Multiplies rows, some after others where there are many.
  func projections(
    _ x: Tensor, _ keys: Tensor, _ values: Tensor?, _ config: ModelConfig,
    map: (Tensor, [Linear]) throws -> [Tensor]
  ) throws -> (query: Tensor, key: Tensor, value: Tensor?) {
    if let latent {
      let (key, value) = latent.keysAndValues(keys, withValues: values != nil)
      return (try map(x, [query])[0], key, value)
    }
    guard let factors = config.attentionFactors else {
      guard x.sharesMemory(with: keys), values?.sharesMemory(with: x) ?? true else {
        return (
          try map(x, [query])[0], try map(keys, [key])[0],
          try values.map { try map($0, [value])[0] }
        )
      }
      let rows = try map(x, values == nil ? [query, key] : [query, key, value])
      return (rows[0], rows[1], values == nil ? nil : rows[2])
    }
    func scaled(_ rows: Tensor, by factor: Float) -> Tensor {
      var rows = rows
      rows *= factor
      return rows
    }
    let read = scaled(keys, by: factors.input)
    return (
      try map(scaled(x, by: factors.input), [query])[0],
      scaled(try map(read, [key])[0], by: factors.key),
      try values.map { try map(scaled($0, by: factors.input), [value])[0] }
    )
  }
}

extension Tensor {
  /// Rows normalised and scaled by a norm that has no hook point.
  func normalized(by weights: NormWeights, _ config: ModelConfig) -> Tensor {
    var rows = normalized(config.norm, epsilon: config.epsilon).rows
    if let weight = weights.weight { rows.scaleColumns(by: weight, adding: weights.bias) }
    return rows
  }
}
