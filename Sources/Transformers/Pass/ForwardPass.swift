import Activations
import Tensors

/// One pass of a batch through a model, from token ids to logits.
///
/// Read it from top to bottom: `run` is the model, `attention` makes the patterns, `feedForward` is the
/// rest of a block. Rows of all prompts are packed: N is their number, n that of one prompt's tokens, d
/// the model's width, h a head's. At each hook point stands one line, `try tap(...)`; where variants of a
/// prompt join, it adds their rows.
struct ForwardPass {
  let config: ModelConfig
  let weights: Weights
  let batch: Batch
  let tap: Taps

  /// What cross-attention reads: the rows that an encoder made of the same prompts.
  var memory: Memory?
  /// Where queries, keys and values come from that were computed before, and go to for later.
  var keeper: Keeper?
  /// Gathers the residual stream before some layers, for passes that start there.
  var streams: StreamKeeper?
  /// The residual stream to start from before a layer, in place of the embeddings.
  var start: Stream?
  let turns = RotaryTables()
  /// What layers leave for later ones.
  let shared = SharedRows()

  /// Goes through the model, no farther than the last wanted hook point unless logits are asked for.
  ///
  /// - Returns: Logits of the rows that the batch asks for, `[rows, vocabulary]`; nil if it asks for none.
  func run() throws -> Tensor? {
    let x = try stream(continues: batch.unembeds || keeper != nil)
    guard let x, batch.unembeds else { return nil }
    return try end(ofWanted: x)
  }

  /// The residual stream after all blocks and the last norm, `[N, d]`; nil if nothing that late is wanted.
  func stream(continues: Bool) throws -> Tensor? {
    var (x, places) = try embed()  // [N, d]

    for layer in (start?.layer ?? 0)..<config.layers {
      if tap.wanted.points.isEmpty && !continues { return nil }
      let block = try weights.layer(layer)
      streams?.keep(x, layer)
      try tap(.block(.residualPre, layer), &x, tail: config.streamShape)
      let predicted = try block.streams.map { try enter(&x, $0) }

      var (attended, scores): (Tensor?, Tensor?) = (nil, nil)
      if config.mixer(in: layer) != .nothing {
        let read = try read(x, block.connections?.attention)
        guard var mixed = try mixTokens(read.rows, places, block, layer, continues: continues)
        else { return nil }
        scores = read.scores
        if narrowing(in: layer) != nil {  // logits need no more rows
          (x, scores) = (batch.unembedded(of: x), nil)
        }
        try tap(.block(.attentionOut, layer), &mixed)  // [N, d]
        attended = mixed
      }
      if config.residual == .sequential && config.hasFeedForward(in: layer), let attended {
        try add(attended, to: &x, block.connections?.attention, scores: scores)
        if config.attendedFactor != 1 { x *= config.attendedFactor }
        try tap(.block(.residualMid, layer), &x, tail: config.middleShape)
      }
      if let own = block.norm1Sum {
        x = try norm(x, own, .block(.norm1Scale, layer), .block(.norm1, layer))
      }
      if let memory, let cross = block.cross,
        try !cross.add(to: &x, memory, self, layer, continues)
      {
        return nil
      }
      var read = try read(x, block.connections?.feedForward)
      let hidden = try inParts(read.rows, layer) {
        try feedForward($0, block, layer, from: $1)  // [N, d]
      }
      if let attended, config.residual != .sequential || hidden == nil {
        try add(attended, to: &x, block.connections?.attention, scores: scores)
        read.scores = nil
      }
      if let hidden { try add(hidden, to: &x, block.connections?.feedForward, scores: read.scores) }
      try finish(&x, block, layer, predicted)

      try tap(.block(.residualPost, layer), &x, tail: config.streamShape)  // [N, d]
      if let own = block.norm2Sum {
        let points: (HookPoint.Kind, HookPoint.Kind) =
          block.cross == nil ? (.norm2Scale, .norm2) : (.norm3Scale, .norm3)
        x = try norm(x, own, .block(points.0, layer), .block(points.1, layer))
        try tap(.block(.normalizedResidualPost, layer), &x)
      }
      if tap.endAfter(layer: layer) && !continues { return nil }
    }
    return try finalNorm(x)
  }

  /// What attention, or what stands in its place or beside it, adds to the residual stream `x`, `[N, d]`.
  ///
  /// - Parameter places: What queries and keys read besides, where places enter there.
  /// - Returns: nil if the pass ends with this layer's pattern: nothing later is wanted.
  private func mixTokens(
    _ x: Tensor, _ places: Tensor?, _ block: LayerWeights, _ layer: Int, continues: Bool
  ) throws -> Tensor? {
    if block.attention != nil { try showWhatHeadsRead(x, layer) }
    var normed = x
    if let norm1 = block.norm1 {
      normed = try norm(x, norm1, .block(.norm1Scale, layer), .block(.norm1, layer))
    }
    var results: [Tensor] = []
    if let attention = block.attention {
      var placed = normed
      if let places { batch.add(places, to: &placed) }
      let scoring = Scoring(
        config, layer: layer, distances: try weights.distances(), sinks: attention.sinks)
      guard
        let result = try attend(
          placed, keys: placed, values: normed, attention, scoring, layer, continues: continues,
          narrowing: narrowing(in: layer))
      else { return nil }
      results.append(result)
    }
    if let mixer = block.mixer { results.append(try mixed(normed, by: mixer, layer)) }
    guard var result = results.first else { return nil }
    for other in results.dropFirst() { batch.add(other, to: &result) }
    if let post = block.norm1Post {
      result = try postNorm(
        result, post, .block(.norm1PostScale, layer), .block(.norm1Post, layer))
    }
    if let beside = block.beside { batch.add(beside(normed, config), to: &result) }
    if config.residualScale != 1 { result *= config.residualScale }
    return result
  }

  /// Queries of this batch's rows attend to keys and values of rows that belong to the same prompts.
  ///
  /// - Parameters:
  ///   - owners: Whose keys and values they are: an encoder's in cross-attention.
  ///   - narrowing: Where rows whose logits are not wanted are left out, if they are.
  ///   - point: Names the hook points: cross-attention has its own.
  /// - Returns: `[N, d]`; nil if the pass ends with the pattern.
  func attend(
    _ x: Tensor, keys: Tensor, values: Tensor, of owners: Batch? = nil,
    _ weights: AttentionWeights, _ scoring: Scoring, _ layer: Int, continues: Bool,
    narrowing: Narrowing? = nil, point: (HookPoint.Kind) -> HookPoint.Kind = { $0 }
  ) throws -> Tensor? {
    let (heads, keyHeads) = (config.heads, config.keyValueHeads(in: layer))
    let (h, hv) = (config.headWidth(in: layer), config.valueWidth(in: layer))
    func at(_ kind: HookPoint.Kind) -> HookPoint { .block(point(kind), layer) }

    let isNarrow = narrowing == .beforeQueries
    let source = isNarrow ? batch.unembedded(of: x) : x
    let querySource = weights.latent?.querySource(source) ?? source
    let needsValues = continues || !tap.endAfter(at(.pattern))
    var (query, key, value) = try projections(
      querySource, keys, needsValues ? values : nil, weights, layer)
    let ownsKeys = owners != nil || config.keyValueSource(of: layer) == nil
    try tap(at(.query), &query, tail: [heads, h])  // [N, heads * h]
    if ownsKeys { try tap(at(.key), &key, tail: [keyHeads, h], of: owners) }  // [N, keyHeads * h]
    if var own = value {  // [N, keyHeads * hv], not needed for a last pattern
      try tap(at(.value), &own, tail: [keyHeads, hv], of: owners)
      if let limit = config.projectionLimit { own.clamp(to: limit) }
      value = own
    }
    try prepare(
      &query, &key, &value, weights, layer, ownsKeys: ownsKeys, isNarrow: isNarrow, at)
    if owners == nil {
      keeper?.keep(query, key, value, layer)
      shared.keep(key, value, layer, config)
    }
    let (windows, selection) =
      owners == nil
      ? try chosenKeys(x, querySource: isNarrow ? nil : querySource, weights, layer) : (nil, nil)
    let attention = Attention(
      query: query, key: key, value: value, heads: heads, keyHeads: keyHeads, scoring: scoring,
      batch: batch, keyBatch: owners ?? batch, kept: keeper?.earlier(layer),
      isNarrow: isNarrow, relative: try relativeTerms(weights, layer), windows: windows,
      selection: selection)
    guard var z = try attention.mixed(tap, at) else { return nil }
    turnBack(&z, layer, isNarrow: isNarrow)
    if let gate = weights.gate { gateMixed(&z, by: gate(source)) }
    try tap(at(.z), &z, tail: [heads, hv])  // [N, heads * hv]
    if tap.wants(at(.result)) {
      var results = headResults(
        z, weights.output.weight, heads: heads, groups: weights.groups)  // [N, heads * d]
      try tap(at(.result), &results, tail: [heads, config.width])
    }
    if narrowing == .beforeOutput { z = batch.unembedded(of: z) }
    if let own = weights.mixedNorm { z = z.normalized(by: own, config) }
    if let groups = weights.groups { z = groups(z) }
    var output = try map(z, by: weights.output)  // [N, d]
    if let factors = config.attentionFactors { output *= factors.output }
    return output
  }

  /// What the feed-forward layer adds to the residual stream, `[N, d]`; nil where there is none.
  ///
  /// - Parameter first: The row of the pass that is the first of `x`.
  func feedForward(
    _ x: Tensor, _ block: LayerWeights, _ layer: Int, from first: Int = 0
  ) throws -> Tensor? {
    guard let feedForward = block.feedForward else { return nil }
    var x = x
    try tap(.block(.feedForwardIn, layer), &x)
    let stream = x
    if let norm2 = block.norm2 {
      let points: (HookPoint.Kind, HookPoint.Kind) =
        block.cross == nil ? (.norm2Scale, .norm2) : (.norm3Scale, .norm3)
      x = try norm(x, norm2, .block(points.0, layer), .block(points.1, layer))
    }
    var result: Tensor  // [N, d]
    switch feedForward {
    case .dense(let weights): result = try dense(x, weights, layer)
    case .experts(let experts):
      let chosen = try tabledExperts(experts, first: first, count: x.rows)
      result = mixExperts(x, experts, config, chosen: chosen)
    case .denseAndExperts(let weights, let experts):
      result = try dense(x, weights, layer)
      experts.stand(beside: &result, reading: stream, batch, config)
    }
    if let post = block.norm2Post {
      result = try postNorm(result, post, .block(.norm2PostScale, layer), .block(.norm2Post, layer))
    }
    if config.residualScale != 1 { result *= config.residualScale }
    try tap(.block(.feedForwardOut, layer), &result)
    return result
  }

  /// Two linear maps around a function, the function's values gated by a third where there is a gate.
  private func dense(_ x: Tensor, _ weights: DenseWeights, _ layer: Int) throws -> Tensor {
    var hidden: Tensor  // [N, f]
    if let gate = weights.gate {
      let maps = x.products([gate, weights.up])
      hidden = maps[0]
      try tap(.block(.hiddenPre, layer), &hidden)
      if config.gateFactor != 1 { hidden *= config.gateFactor }
      if weights.cutoff > -.infinity { hidden.keepLargest(from: weights.cutoff) }
      var linear = maps[1]
      try tap(.block(.hiddenPreLinear, layer), &linear)
      batch.align(&hidden, &linear)
      hidden.apply(config.activation, gating: linear)
      if let own = weights.norm { hidden = hidden.normalized(by: own, config) }
    } else {
      hidden = weights.up(x)
      try tap(.block(.hiddenPre, layer), &hidden)
      if config.softens {
        hidden.soften()
        if let own = weights.norm {
          try tap(.block(.hiddenMid, layer), &hidden)
          hidden = try norm(
            hidden, own, .block(.hiddenNormScale, layer), .block(.hiddenNorm, layer))
        }
      } else {
        weights.activate(&hidden, config.activation)
      }
    }
    try tap(.block(.hiddenPost, layer), &hidden)
    var result = weights.down(hidden)  // [N, d]
    if config.hiddenFactor != 1 { result *= config.hiddenFactor }
    return result
  }
}
