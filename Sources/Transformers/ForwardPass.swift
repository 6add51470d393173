import Activations
import Tensors

/// One pass of a batch through a model, from token ids to logits.
///
/// Read it from top to bottom: `run` is the model, `attention` makes the patterns, `feedForward` is the
/// rest of a block. Rows of all prompts are packed: N is their number, n that of one prompt's tokens, d
/// the model's width, h a head's. At each hook point stands one line, `try tap(...)`.
struct ForwardPass {
  let config: ModelConfig
  let weights: Weights
  let batch: Batch
  let tap: Taps

  /// Goes through the model, no farther than the last wanted hook point unless logits are asked for.
  ///
  /// - Returns: Logits `[N, vocabulary]` if `wantsLogits`.
  func run(wantsLogits: Bool) throws -> Tensor? {
    var ids = Tensor(shape: [batch.tokens.count, 1], values: batch.tokens.map(Float.init))
    try tap(.outside(.tokens), &ids, tail: [])

    var x = try weights.embedding(of: batch.tokens)  // [N, d]
    try tap(.outside(.embed), &x)
    if config.position == .learned {
      var places = try weights.positionEmbedding(of: batch.places)  // [N, d]
      try tap(.outside(.positionEmbed), &places)
      x += places
    }

    for layer in 0..<config.layers {
      if tap.wanted.points.isEmpty && !wantsLogits { return nil }
      let block = try weights.layer(layer)
      try tap(.block(.residualPre, layer), &x)

      guard var attended = try attention(x, block, layer, continues: wantsLogits) else { return nil }
      try tap(.block(.attentionOut, layer), &attended)  // [N, d]
      switch config.residual {
      case .sequential:
        x += attended
        try tap(.block(.residualMid, layer), &x)
        x += try feedForward(x, block, layer)
      case .parallel:
        let hidden = try feedForward(x, block, layer)
        x += attended
        x += hidden
      }

      try tap(.block(.residualPost, layer), &x)  // [N, d]
      if tap.endAfter(.block(.residualPost, layer)) && !wantsLogits { return nil }
    }

    let normed = try norm(
      x, weights.finalNorm(), scale: .outside(.finalNormScale), rows: .outside(.finalNorm))
    return wantsLogits ? try weights.logits(of: normed) : nil  // [N, vocabulary]
  }

  /// What attention adds to the residual stream `x`, `[N, d]`.
  ///
  /// - Returns: nil if the pass ends with this layer's pattern: nothing later is wanted.
  private func attention(
    _ x: Tensor, _ block: LayerWeights, _ layer: Int, continues: Bool
  ) throws -> Tensor? {
    let (heads, keyHeads, h) = (config.heads, config.keyValueHeads, config.headWidth)
    try tap.show(.block(.attentionIn, layer), x, heads: heads)
    try tap.show(.block(.queryInput, layer), x, heads: heads)
    try tap.show(.block(.keyInput, layer), x, heads: keyHeads)
    try tap.show(.block(.valueInput, layer), x, heads: keyHeads)
    let normed = try norm(
      x, block.norm1, scale: .block(.norm1Scale, layer), rows: .block(.norm1, layer))

    var query = block.query(normed)  // [N, heads * h]
    try tap(.block(.query, layer), &query, tail: [heads, h])
    var key = block.key(normed)  // [N, keyHeads * h]
    try tap(.block(.key, layer), &key, tail: [keyHeads, h])
    var value: Tensor?  // [N, keyHeads * h], not needed for a last pattern
    if continues || !tap.endAfter(.pattern(layer)) {
      var values = block.value(normed)
      try tap(.block(.value, layer), &values, tail: [keyHeads, h])
      value = values
    }

    if let rotary = config.rotary {
      rotate(&query, by: rotary)
      try tap(.block(.rotatedQuery, layer), &query, tail: [heads, h])
      rotate(&key, by: rotary)
      try tap(.block(.rotatedKey, layer), &key, tail: [keyHeads, h])
    }

    let scale = config.scoreScale / (config.dividesScoresByLayer ? Float(layer + 1) : 1)
    var patterns = batch.rows.map { rows in
      attentionScores(query, key, rows: rows, heads: heads, keyHeads: keyHeads, scale: scale)
    }  // one a prompt: [heads, n, n]
    try tap(.block(.attentionScores, layer), &patterns)
    for prompt in patterns.indices { causalSoftmax(&patterns[prompt]) }
    try tap(.pattern(layer), &patterns)
    guard let value else { return nil }

    var z = mix(value, by: patterns, rows: batch.rows, keyHeads: keyHeads)  // [N, heads * h]
    try tap(.block(.z, layer), &z, tail: [heads, h])
    if tap.wants(.block(.result, layer)) {
      var results = headResults(z, block.output.weight, heads: heads)  // [N, heads * d]
      try tap(.block(.result, layer), &results, tail: [heads, config.width])
    }
    return block.output(z)  // [N, d]
  }

  /// What the feed-forward layer adds to the residual stream, `[N, d]`.
  private func feedForward(_ x: Tensor, _ block: LayerWeights, _ layer: Int) throws -> Tensor {
    var x = x
    try tap(.block(.feedForwardIn, layer), &x)
    let normed = try norm(
      x, block.norm2, scale: .block(.norm2Scale, layer), rows: .block(.norm2, layer))
    var hidden: Tensor  // [N, f]
    if let gate = block.gate {
      hidden = gate(normed)
      try tap(.block(.hiddenPre, layer), &hidden)
      var linear = block.up(normed)
      try tap(.block(.hiddenPreLinear, layer), &linear)
      hidden.apply(config.activation, gating: linear)
    } else {
      hidden = block.up(normed)
      try tap(.block(.hiddenPre, layer), &hidden)
      hidden.apply(config.activation)
    }
    try tap(.block(.hiddenPost, layer), &hidden)
    var result = block.down(hidden)  // [N, d]
    try tap(.block(.feedForwardOut, layer), &result)
    return result
  }

  /// Normalised rows of `x` times the norm's weights, `[N, d]`.
  private func norm(
    _ x: Tensor, _ weights: NormWeights, scale scalePoint: HookPoint, rows rowsPoint: HookPoint
  ) throws -> Tensor {
    var (normed, scale) = x.normalized(config.norm, epsilon: config.epsilon)
    try tap(scalePoint, &scale)
    // TransformerLens shows LayerNorm's rows after weight and bias, RMSNorm's before.
    if config.norm == .rootMeanSquare { try tap(rowsPoint, &normed) }
    if let weight = weights.weight { normed.scaleColumns(by: weight, adding: weights.bias) }
    if config.norm == .layer { try tap(rowsPoint, &normed) }
    return normed
  }

  /// Turns each prompt's queries or keys by their places.
  private func rotate(_ x: inout Tensor, by rotary: Rotary) {
    for rows in batch.rows {
      x.rotate(
        rows: rows, by: rotary.table(tokens: rows.count), rotary.pairs,
        headWidth: config.headWidth)
    }
  }
}
