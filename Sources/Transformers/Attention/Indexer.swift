import Activations
import Formats
import Tensors

/// Small heads that score keys, so that the real ones see the best of them only (DeepSeek-AI, 2025).
struct IndexerWeights: Sendable {
  let axes: ModelConfig.Indexer
  let query: Linear  // queryRank -> heads * width
  let keys: Keys
  let shares: Linear  // width -> heads

  /// What small heads' keys are made of.
  enum Keys: Sendable {
    case tokens(Linear, NormWeights)  // width -> width
    case windows(CompressorWeights)
  }
}

/// Which keys each query of a sequence may see: of all its tokens, or of the windows that stand behind these.
struct Selection: Sendable {
  /// For each sequence `[tokens, keys]`.
  let chosen: [[Bool]]
  /// For each sequence the places of the keys.
  let places: [Range<Int>]

  /// Hides the other keys in scores `[queries, seen]`.
  func hide(
    _ scores: MatrixView, of sequence: Int, at queries: Range<Int>, seeing seen: Range<Int>
  ) {
    let own = places[sequence]
    for (row, place) in queries.enumerated() {
      let first = place * own.count - own.lowerBound
      for key in seen.clamped(to: own) where !chosen[sequence][first + key] {
        unsafe scores.base[row * scores.stride + key - seen.lowerBound] = -.infinity
      }
    }
  }
}

extension ForwardPass {
  /// The keys of windows of tokens in `layer`, and those of all keys that its queries may see; nil for all that the mask leaves.
  ///
  /// - Parameter x: The normalised stream, `[N, d]`.
  func chosenKeys(
    _ x: Tensor, _ weights: AttentionWeights, _ layer: Int
  ) throws -> (windows: CompressedKeys?, selection: Selection?) {
    if let compressor = weights.compressor {
      let rows = wholeRows(x, layer)
      let windows = compressed(rows, by: compressor, config.rotary(in: layer))
      let rate = compressor.axes.rate
      let selection = try select(rows, weights, layer, from: windows) { (0..<($0 + 1) / rate) }
      return (windows, selection)
    }
    guard let axes = config.latent?.indexer else { return (nil, nil) }
    let rows = weights.indexer == nil ? nil : wholeRows(x, layer)
    guard batch.sequences.contains(where: { $0.tokens.count > axes.keeps }) else {
      return (nil, nil)
    }
    guard let rows else { return (nil, shared.selection) }
    let selection = try select(rows, weights, layer, from: nil) { (0..<$0 + 1) }
    shared.selection = selection
    return (nil, selection)
  }

  /// Of the keys that a query at a place can see, `visible`, those that the indexer finds best; all where there is none.
  ///
  /// - Parameter windows: The windows to choose from; nil to choose from tokens.
  private func select(
    _ rows: WholeRows, _ weights: AttentionWeights, _ layer: Int, from windows: CompressedKeys?,
    _ visible: @Sendable (Int) -> Range<Int>
  ) throws -> Selection {
    let scored = try weights.indexer.map { try scoredKeys(rows, $0, weights, layer) }
    var (chosen, places): ([[Bool]], [Range<Int>]) = ([], [])
    for (index, sequence) in batch.sequences.enumerated() {
      let count = sequence.tokens.count
      let keys = windows?.ranges[index].count ?? count
      places.append(windows == nil ? 0..<count : count..<count + keys)
      guard let scored, let axes = weights.indexer?.axes else {
        chosen.append((0..<count).flatMap { query in (0..<keys).map(visible(query).contains) })
        continue
      }
      let spans = rows.spans(of: index)
      let own = scored.windows.map { $0.rows.part($0.ranges[index]) } ?? scored.keys.gathered(spans)
      chosen.append(
        try axes.chosen(
          scored.queries.gathered(spans), own, shares: scored.shares.gathered(spans), visible,
          tap.checkpoint))
    }
    return Selection(chosen: chosen, places: places)
  }

  /// The small heads' queries `[N, heads * width]` and shares `[N, heads]`, and their keys: of tokens `[N, width]`, or of
  /// windows.
  private func scoredKeys(
    _ rows: WholeRows, _ indexer: IndexerWeights, _ weights: AttentionWeights, _ layer: Int
  ) throws -> (queries: Tensor, keys: Tensor, windows: CompressedKeys?, shares: Tensor) {
    let x = rows.x
    var queries = indexer.query(weights.latent?.querySource(x) ?? x)
    var keys = x
    var windows: CompressedKeys?
    var rotary = config.rotary(in: layer)
    let width = indexer.axes.width
    switch indexer.keys {
    case .windows(let compressor):
      windows = compressed(rows, by: compressor, rotary)
      if let turning = rotary?.width { rotary?.still = width - turning }
    case .tokens(let key, let norm):
      keys = key(x).normalized(.layer, epsilon: 1e-6).rows
      if let weight = norm.weight { keys.scaleColumns(by: weight, adding: norm.bias) }
      rotary?.still = 0
    }
    if let rotary {
      rotate(&queries, by: rotary, headWidth: width, of: rows.batch)
      if windows == nil { rotate(&keys, by: rotary, headWidth: width, of: rows.batch) }
    }
    return (queries, keys, windows, indexer.shares(x))
  }
}

extension ModelConfig.Indexer {
  /// For each query the best of the keys that are `visible` to it, `[queries, keys]`: by the sum over heads of share times
  /// relu(query key).
  ///
  /// - Parameter checkpoint: Asked often; what it throws ends the choice.
  fileprivate func chosen(
    _ queries: Tensor, _ keys: Tensor, shares: Tensor, _ visible: (Int) -> Range<Int>,
    _ checkpoint: () throws -> Void
  ) throws -> [Bool] {
    let (count, width) = (keys.rows, width)
    var chosen = [Bool](repeating: false, count: queries.rows * count)
    guard count > 0 else { return chosen }
    let matrix = WeightMatrix(
      StoredRows(FloatBuffer(keys.values), columns: width), .columnsByInner)
    var scores = [Float](repeating: 0, count: queries.rows * count)
    let scale = 1 / Float(width * heads).squareRoot()
    for head in 0..<heads {
      try checkpoint()
      let met = queries.columns(head * width..<(head + 1) * width).product(matrix)
      for query in 0..<queries.rows {
        let share = scale * shares.values[query * heads + head]
        for key in visible(query) {
          scores[query * count + key] += share * max(0, met.values[query * count + key])
        }
      }
    }
    for query in 0..<queries.rows {
      if query % 256 == 0 { try checkpoint() }
      let first = query * count
      let best = visible(query).sorted { (scores[first + $0], $1) > (scores[first + $1], $0) }
      for key in best.prefix(keeps) { chosen[first + key] = true }
    }
    return chosen
  }
}

extension WeightReader {
  /// The indexer of `layer`; nil where it chooses no keys anew.
  func indexer(layer: Int) throws -> IndexerWeights? {
    guard let latent = config.latent, let axes = latent.indexer, axes.layers.contains(layer) else {
      return nil
    }
    let compressor = try compressor(layer: layer, width: axes.width) { .indexCompressor($0) }
    return IndexerWeights(
      axes: axes,
      query: try linear(
        .indexQuery, layer, latent.queryRank ?? config.width, axes.heads * axes.width),
      keys: try compressor.map { .windows($0) }
        ?? .tokens(
          linear(.indexKey, layer, config.width, axes.width),
          norm(.indexKeyNorm, layer: layer, count: axes.width)),
      shares: try linear(.indexWeights, layer, config.width, axes.heads))
  }
}
