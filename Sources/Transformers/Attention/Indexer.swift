import Activations
import Formats
import Tensors

/// Small heads that score keys, so that the real ones see the best of them only (DeepSeek-AI, 2025).
struct IndexerWeights: Sendable {
  let axes: ModelConfig.Indexer
  let query: Linear  // queryRank -> heads * width
  let key: Linear  // width -> width
  let keyNorm: NormWeights
  let shares: Linear  // width -> heads
}

/// Which keys each query of a sequence may see.
struct Selection: Sendable {
  /// For each sequence `[tokens, tokens]`, by query and key.
  let chosen: [[Bool]]
  /// Tokens of each sequence.
  let counts: [Int]

  /// Hides the other keys in scores `[queries, seen]`.
  func hide(
    _ scores: MatrixView, of sequence: Int, at places: Range<Int>, seeing seen: Range<Int>
  ) {
    for (row, place) in places.enumerated() {
      let first = place * counts[sequence]
      for (column, key) in seen.enumerated() where !chosen[sequence][first + key] {
        unsafe scores.base[row * scores.stride + column] = -.infinity
      }
    }
  }
}

extension ForwardPass {
  /// The keys that queries of `layer` may see; nil for all that the mask leaves.
  ///
  /// - Parameter x: The normalised stream, `[N, d]`.
  func selection(_ x: Tensor, _ weights: AttentionWeights, _ layer: Int) throws -> Selection? {
    guard let axes = config.latent?.indexer,
      batch.sequences.contains(where: { $0.tokens.count > axes.keeps })
    else { return nil }
    guard let indexer = weights.indexer, let latent = weights.latent else {
      return shared.selection
    }
    var queries = indexer.query(latent.querySource(x))  // [N, heads * width]
    var keys = indexer.key(x).normalized(.layer, epsilon: 1e-6).rows  // [N, width]
    if let weight = indexer.keyNorm.weight {
      keys.scaleColumns(by: weight, adding: indexer.keyNorm.bias)
    }
    if var rotary = config.rotary(in: layer) {
      rotary.still = 0
      rotate(&queries, by: rotary, headWidth: axes.width)
      rotate(&keys, by: rotary, headWidth: axes.width)
    }
    let shares = indexer.shares(x)
    let present = batch.count(ofRows: x.shape[0])
    let chosen = batch.sequences.indices.map { sequence in
      let count = batch.sequences[sequence].tokens.count
      let spans = batch.spans(of: sequence, 0..<count, inFirst: present)
      return axes.chosen(
        queries.gathered(spans), keys.gathered(spans), shares.gathered(spans))
    }
    let selection = Selection(chosen: chosen, counts: batch.sequences.map(\.tokens.count))
    shared.selection = selection
    return selection
  }
}

extension ModelConfig.Indexer {
  /// For each query the best keys up to its own, `[tokens, tokens]`: by the sum over heads of share times relu(query key).
  fileprivate func chosen(_ queries: Tensor, _ keys: Tensor, _ shares: Tensor) -> [Bool] {
    let count = queries.rows
    let stored = StoredRows(FloatBuffer(keys.values), columns: width)
    let matrix = WeightMatrix(stored, .columnsByInner)
    var scores = [Float](repeating: 0, count: count * count)
    let scale = 1 / Float(width * heads).squareRoot()
    for head in 0..<heads {
      let met = queries.columns(head * width..<(head + 1) * width).product(matrix)
      for query in 0..<count {
        let share = scale * shares.values[query * heads + head]
        for key in 0...query {
          scores[query * count + key] += share * max(0, met.values[query * count + key])
        }
      }
    }
    var chosen = [Bool](repeating: false, count: count * count)
    for query in 0..<count {
      let first = query * count
      let best = (0...query).sorted { (scores[first + $0], $1) > (scores[first + $1], $0) }
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
    return IndexerWeights(
      axes: axes,
      query: try linear(
        .indexQuery, layer, latent.queryRank ?? config.width, axes.heads * axes.width),
      key: try linear(.indexKey, layer, config.width, axes.width),
      keyNorm: try norm(.indexKeyNorm, layer: layer, count: axes.width),
      shares: try linear(.indexWeights, layer, config.width, axes.heads))
  }
}
