import Activations
import Tensors

/// What layers of a pass leave for later ones.
final class SharedRows {
  /// Keys and values by the layer that made them, where later layers use them too.
  fileprivate(set) var keysAndValues: [Int: (key: Tensor, value: Tensor)] = [:]
  /// What each token has for each layer, `[N, layers * width]`.
  fileprivate(set) var perLayer: Tensor?
  /// The keys that a layer's indexer chose, which later layers may use again.
  var selection: Selection?

  /// Keeps the keys and values of a layer that later ones use.
  func keep(_ key: Tensor, _ value: Tensor?, _ layer: Int, _ config: ModelConfig) {
    guard let value, config.keyValueSources.contains(layer) else { return }
    keysAndValues[layer] = (key, value)
  }
}

/// What a block does besides attention and feed-forward layer, in families that have it.
extension ForwardPass {
  /// Shows what each head reads of the stream.
  func showWhatHeadsRead(_ x: Tensor, _ layer: Int) throws {
    let keyHeads = config.keyValueHeads(in: layer)
    try tap.show(.block(.attentionIn, layer), x, heads: config.heads)
    try tap.show(.block(.queryInput, layer), x, heads: config.heads)
    try tap.show(.block(.keyInput, layer), x, heads: keyHeads)
    try tap.show(.block(.valueInput, layer), x, heads: keyHeads)
  }

  /// Queries of `x`, keys of `keys` and values of `values`, if these are needed, before norms and rotation; those of another
  /// layer are done already.
  func projections(
    _ x: Tensor, _ keys: Tensor, _ values: Tensor?, _ weights: AttentionWeights, _ layer: Int
  ) throws -> (query: Tensor, key: Tensor, value: Tensor?) {
    if let source = config.keyValueSource(of: layer) {
      guard let (key, value) = shared.keysAndValues[source] else {
        throw ModelError(
          .badRequest, "layer \(layer) uses keys of layer \(source), which did not run")
      }
      return (try map(x, by: weights.query), key, value)
    }
    var (query, key, value) = try weights.projections(x, keys, values, config) {
      try map($0, by: $1)
    }
    if config.normalizesValues, let own = value {
      let heads = own.reshaped([
        own.rows * config.keyValueHeads(in: layer), config.valueWidth(in: layer),
      ])
      value = heads.normalized(.rootMeanSquare, epsilon: config.epsilon).rows.reshaped(own.shape)
    }
    return (query, key, value)
  }

  /// Works out what each token has for each layer: half of its own table, half of its embedding `x`.
  func prepareLayers(_ x: Tensor, _ tokens: [Int]) throws {
    shared.perLayer = try weights.tables().perLayer(x, tokens, config)
  }

  /// What a block does to the stream in the end: adds the tokens' per-layer vectors, scales, corrects the other streams.
  ///
  /// - Parameter predicted: All streams as they were foretold before the block, if there are several.
  func finish(_ x: inout Tensor, _ block: LayerWeights, _ layer: Int, _ predicted: Tensor?) throws {
    if let streams = block.streams, var predicted {
      batch.align(&x, &predicted)
      x = try streams.corrected(predicted, by: x, config, tap.checkpoint)
    }
    if let own = block.perLayer, var vectors = shared.perLayer {
      let range = layer * config.perLayerWidth..<(layer + 1) * config.perLayerWidth
      batch.align(&x, &vectors)
      var added = own.made(of: vectors.columns(range), gatedBy: x, block.streams, config)
      try tap(.block(.perLayerOut, layer), &added)
      batch.align(&x, &added)
      own.add(added, to: &x, block.streams)
    }
    if let scale = block.scale { x *= scale }
  }

  /// Foretells all streams and leaves in `x` the one that the block works on.
  func enter(_ x: inout Tensor, _ streams: StreamWeights) throws -> Tensor {
    let predicted = try streams.predicted(x, config, tap.checkpoint)
    x = streams.active(of: predicted)
    return predicted
  }
}

extension Tensor {
  /// Sets to 0 what is below a row's mean and so many of its standard deviations, and takes this from the rest.
  mutating func keepLargest(from deviations: Float) {
    let columns = columns
    unsafe Parallel.forRows(of: &values, columns: columns, grain: 4) { range, floats in
      for row in 0..<range.count {
        let own = unsafe UnsafeMutableBufferPointer(
          rebasing: floats[row * columns..<(row + 1) * columns])
        var sum: Float = 0
        for index in 0..<columns { unsafe sum += own[index] }
        let mean = sum / Float(columns)
        var squares: Float = 0
        for index in 0..<columns {
          let apart = unsafe own[index] - mean
          squares += apart * apart
        }
        let least = mean + deviations * (squares / Float(columns)).squareRoot()
        for index in 0..<columns { unsafe own[index] = max(own[index] - least, 0) }
      }
    }
  }
}
