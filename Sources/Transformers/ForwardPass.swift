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
    var x = try embed()  // [N, d]

    for layer in 0..<config.layers {
      if tap.wanted.points.isEmpty && !wantsLogits { return nil }
      let block = try weights.layer(layer)
      try tap(.block(.residualPre, layer), &x)

      guard var attended = try attention(x, block, layer, continues: wantsLogits) else {
        return nil
      }
      try tap(.block(.attentionOut, layer), &attended)  // [N, d]
      if config.residual == .sequential {
        x += attended
        try tap(.block(.residualMid, layer), &x)
      }
      let hidden = try feedForward(x, block, layer)  // [N, d]
      if config.residual != .sequential { x += attended }
      x += hidden

      try tap(.block(.residualPost, layer), &x)  // [N, d]
      if tap.endAfter(.block(.residualPost, layer)) && !wantsLogits { return nil }
    }

    let normed = try norm(x, weights.finalNorm(), .outside(.finalNormScale), .outside(.finalNorm))
    guard wantsLogits else { return nil }
    var logits = try weights.logits(of: normed)  // [N, vocabulary]
    if config.logitScale != 1 { logits *= config.logitScale }
    if let cap = config.logitCap { logits.cap(at: cap) }
    return logits
  }

  /// The embeddings of all tokens and, where they are learned, of their places, `[N, d]`.
  private func embed() throws -> Tensor {
    var ids = Tensor(shape: [batch.tokens.count, 1], values: batch.tokens.map(Float.init))
    try tap(.outside(.tokens), &ids, tail: [])

    var x = try weights.embedding(of: batch.tokens)  // [N, d]
    if config.embeddingScale != 1 { x *= config.embeddingScale }
    if config.normalizesEmbedding {
      x = try norm(x, weights.embeddingNorm(), .outside(.embedNormScale), .outside(.embedNorm))
    }
    try tap(.outside(.embed), &x)
    if case .learned(let firstRow) = config.position {
      var places = try weights.positionEmbedding(of: batch.places.map { $0 + firstRow })  // [N, d]
      try tap(.outside(.positionEmbed), &places)
      x += places
    }
    return x
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
    var normed = x
    if let norm1 = block.norm1 {
      normed = try norm(x, norm1, .block(.norm1Scale, layer), .block(.norm1, layer))
    }

    var query = block.query(normed)  // [N, heads * h]
    try tap(.block(.query, layer), &query, tail: [heads, h])
    var key = block.key(normed)  // [N, keyHeads * h]
    try tap(.block(.key, layer), &key, tail: [keyHeads, h])
    var value: Tensor?  // [N, keyHeads * h], not needed for a last pattern
    if continues || !tap.endAfter(.pattern(layer)) {
      var values = block.value(normed)
      try tap(.block(.value, layer), &values, tail: [keyHeads, h])
      if let limit = config.projectionLimit { values.clamp(to: limit) }
      value = values
    }

    if let own = block.queryNorm {
      query = try headNorm(query, own, .block(.queryNormScale, layer), .block(.queryNorm, layer))
    }
    if let own = block.keyNorm {
      key = try headNorm(key, own, .block(.keyNormScale, layer), .block(.keyNorm, layer))
    }
    if let limit = config.projectionLimit {
      query.clamp(to: limit)
      key.clamp(to: limit)
    }
    if let rotary = config.rotary(in: layer) {
      rotate(&query, by: rotary)
      try tap(.block(.rotatedQuery, layer), &query, tail: [heads, h])
      rotate(&key, by: rotary)
      try tap(.block(.rotatedKey, layer), &key, tail: [keyHeads, h])
    }

    let scoring = Scoring(config, layer: layer)
    var patterns = batch.rows.map { rows in
      attentionScores(query, key, rows: rows, heads: heads, keyHeads: keyHeads, scoring)
    }  // one a prompt: [heads, n, n]
    try tap(.block(.attentionScores, layer), &patterns)
    for prompt in patterns.indices {
      softmax(&patterns[prompt], window: scoring.window, sinks: block.sinks)
    }
    try tap(.pattern(layer), &patterns)
    guard let value else { return nil }

    var z = mix(value, by: patterns, rows: batch.rows, keyHeads: keyHeads)  // [N, heads * h]
    try tap(.block(.z, layer), &z, tail: [heads, h])
    if tap.wants(.block(.result, layer)) {
      var results = headResults(z, block.output.weight, heads: heads)  // [N, heads * d]
      try tap(.block(.result, layer), &results, tail: [heads, config.width])
    }
    var result = block.output(z)  // [N, d]
    if let post = block.norm1Post {
      result = try norm(result, post, .block(.norm1PostScale, layer), .block(.norm1Post, layer))
    }
    if config.residualScale != 1 { result *= config.residualScale }
    return result
  }

  /// What the feed-forward layer adds to the residual stream, `[N, d]`.
  private func feedForward(_ x: Tensor, _ block: LayerWeights, _ layer: Int) throws -> Tensor {
    var x = x
    try tap(.block(.feedForwardIn, layer), &x)
    if let norm2 = block.norm2 {
      x = try norm(x, norm2, .block(.norm2Scale, layer), .block(.norm2, layer))
    }
    var result: Tensor  // [N, d]
    switch block.feedForward {
    case .dense(let weights): result = try dense(x, weights, layer)
    case .experts(let experts): result = mixExperts(x, experts, config)
    }
    if let post = block.norm2Post {
      result = try norm(result, post, .block(.norm2PostScale, layer), .block(.norm2Post, layer))
    }
    if config.residualScale != 1 { result *= config.residualScale }
    try tap(.block(.feedForwardOut, layer), &result)
    return result
  }

  /// Two linear maps around a function, the function's values gated by a third where there is a gate.
  private func dense(_ x: Tensor, _ weights: DenseWeights, _ layer: Int) throws -> Tensor {
    var hidden: Tensor  // [N, f]
    if let gate = weights.gate {
      hidden = gate(x)
      try tap(.block(.hiddenPre, layer), &hidden)
      var linear = weights.up(x)
      try tap(.block(.hiddenPreLinear, layer), &linear)
      hidden.apply(config.activation, gating: linear)
    } else {
      hidden = weights.up(x)
      try tap(.block(.hiddenPre, layer), &hidden)
      weights.activate(&hidden, config.activation)
    }
    try tap(.block(.hiddenPost, layer), &hidden)
    return weights.down(hidden)  // [N, d]
  }

  /// Normalised rows of `x` times the norm's weights, in the shape of `x`.
  private func norm(
    _ x: Tensor, _ weights: NormWeights, _ scalePoint: HookPoint, _ rowsPoint: HookPoint
  ) throws -> Tensor {
    var (normed, scale) = x.normalized(config.norm, epsilon: config.epsilon)
    try tap(scalePoint, &scale)
    // TransformerLens shows LayerNorm's rows after weight and bias, RMSNorm's before.
    if config.norm == .rootMeanSquare { try tap(rowsPoint, &normed) }
    if let weight = weights.weight { normed.scaleColumns(by: weight, adding: weights.bias) }
    if config.norm == .layer { try tap(rowsPoint, &normed) }
    return normed
  }

  /// Queries or keys normalised over each head or all of a token's heads, `[N, heads * h]`.
  private func headNorm(
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
  private func rotate(_ x: inout Tensor, by rotary: Rotary) {
    for rows in batch.rows {
      x.rotate(
        rows: rows, by: rotary.table(tokens: rows.count), rotary.pairs,
        headWidth: config.headWidth)
    }
  }
}
