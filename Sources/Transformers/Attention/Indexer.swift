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
  /// The keys of one sequence.
  struct Keys: Sendable {
    /// Their places.
    let places: Range<Int>
    /// For each token and key whether it was chosen; nil where all that are visible are.
    let chosen: BitRows?
  }

  let sequences: [Keys]
  /// Which of a sequence's keys, counted from 0, a query at a place can see at all.
  let visible: @Sendable (Int) -> Range<Int>

  /// Hides the other keys in scores `[queries, seen]`.
  func hide(
    _ scores: MatrixView, of sequence: Int, at queries: Range<Int>, seeing seen: Range<Int>
  ) {
    let own = sequences[sequence]
    let (first, keys) = (own.places.lowerBound, seen.clamped(to: own.places))
    for (row, place) in queries.enumerated() {
      let visible = visible(place)
      for key in keys where !(own.chosen?[place, key - first] ?? visible.contains(key - first)) {
        unsafe scores.base[row * scores.stride + key - seen.lowerBound] = -.infinity
      }
    }
  }
}

extension ForwardPass {
  /// The keys of windows of tokens in `layer`, and those of all keys that its queries may see; nil for all that the mask leaves.
  ///
  /// - Parameters:
  ///   - x: The normalised stream, `[N, d]`.
  ///   - querySource: What queries are made of, `[N, queryRank]`; nil where only some rows' is known.
  func chosenKeys(
    _ x: Tensor, querySource: Tensor?, _ weights: AttentionWeights, _ layer: Int
  ) throws -> (windows: CompressedKeys?, selection: Selection?) {
    // Rows of earlier runs may stand before these.
    func source(_ rows: WholeRows) -> Tensor? { rows.x.rows == x.rows ? querySource : nil }
    if let compressor = weights.compressor {
      let rows = wholeRows(x, layer)
      let windows = try compressed(rows, by: compressor, config.rotary(in: layer))
      let rate = compressor.axes.rate
      let selection = try select(rows, source(rows), weights, layer, from: windows) {
        0..<($0 + 1) / rate
      }
      return (windows, selection)
    }
    guard let axes = config.latent?.indexer else { return (nil, nil) }
    let rows = weights.indexer == nil ? nil : wholeRows(x, layer)
    guard batch.sequences.contains(where: { $0.tokens.count > axes.keeps }) else {
      return (nil, nil)
    }
    guard let rows else { return (nil, shared.selection) }
    let selection = try select(rows, source(rows), weights, layer, from: nil) { 0..<$0 + 1 }
    shared.selection = selection
    return (nil, selection)
  }

  /// Of the keys that a query at a place can see, `visible`, those that the indexer finds best; all where there is none.
  ///
  /// - Parameter windows: The windows to choose from; nil to choose from tokens.
  private func select(
    _ rows: WholeRows, _ querySource: Tensor?, _ weights: AttentionWeights, _ layer: Int,
    from windows: CompressedKeys?, _ visible: @escaping @Sendable (Int) -> Range<Int>
  ) throws -> Selection {
    let scored = try weights.indexer.map { try scoredKeys(rows, querySource, $0, weights, layer) }
    var sequences: [Selection.Keys] = []
    for (index, sequence) in batch.sequences.enumerated() {
      let count = sequence.tokens.count
      let keys = windows?.ranges[index].count ?? count
      var chosen: BitRows?
      if let scored, let axes = weights.indexer?.axes {
        let spans = rows.spans(of: index)
        let own =
          scored.windows.map { $0.rows.part($0.ranges[index]) } ?? scored.keys.gathered(spans)
        chosen = try axes.chosen(
          scored.queries.gathered(spans), own, shares: scored.shares.gathered(spans), visible,
          tap.checkpoint)
      }
      sequences.append(
        Selection.Keys(places: windows == nil ? 0..<count : count..<count + keys, chosen: chosen))
    }
    return Selection(sequences: sequences, visible: visible)
  }

  /// The small heads' queries `[N, heads * width]` and shares `[N, heads]`, and their keys: of tokens `[N, width]`, or of
  /// windows.
  private func scoredKeys(
    _ rows: WholeRows, _ querySource: Tensor?, _ indexer: IndexerWeights,
    _ weights: AttentionWeights, _ layer: Int
  ) throws -> (queries: Tensor, keys: Tensor, windows: CompressedKeys?, shares: Tensor) {
    let x = rows.x
    var queries = try map(
      querySource ?? weights.latent?.querySource(x) ?? x, by: indexer.query)
    var keys = x
    var windows: CompressedKeys?
    var rotary = config.rotary(in: layer)
    let width = indexer.axes.width
    switch indexer.keys {
    case .windows(let compressor):
      windows = try compressed(rows, by: compressor, rotary)
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
  ) throws -> BitRows {
    let (count, width) = (keys.rows, width)
    var chosen = BitRows(rows: queries.rows, columns: count)
    guard count > 0 else { return chosen }
    let matrix = WeightMatrix(
      StoredRows(FloatBuffer(keys.values), columns: width), .columnsByInner)
    let scale = 1 / Float(width * heads).squareRoot()
    for start in stride(from: 0, to: queries.rows, by: Self.scoredAtOnce) {
      let part = start..<min(start + Self.scoredAtOnce, queries.rows)
      let own = queries.part(part)
      var scores = [Float](repeating: 0, count: part.count * count)
      for head in 0..<heads {
        try checkpoint()
        let met = own.columns(head * width..<(head + 1) * width).product(matrix)
        for query in part {
          let (share, first) = (scale * shares.values[query * heads + head], query - start)
          for key in visible(query) {
            scores[first * count + key] += share * max(0, met.values[first * count + key])
          }
        }
      }
      try checkpoint()
      for query in part {
        let first = (query - start) * count
        let best = visible(query).sorted { (scores[first + $0], $1) > (scores[first + $1], $0) }
        for key in best.prefix(keeps) { chosen[query, key] = true }
      }
    }
    return chosen
  }

  /// The queries that keys are scored for at a time.
  static let scoredAtOnce = 256
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
