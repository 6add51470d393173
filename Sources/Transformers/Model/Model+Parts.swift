import Activations
public import Tensors

/// Parts of the pass that run by themselves, for analyses that take it apart.
extension Model {
  /// Embeddings as they enter the first block, places left out, `[tokens, width]`.
  ///
  /// - Throws: `ModelError` for ids outside the vocabulary.
  public func embeddings(of tokens: [Int]) throws -> Tensor {
    try quietPass.tokenEmbeddings(of: tokens)
  }

  /// What the feed-forward layer of block `layer` adds to the rows `[rows, width]` of a residual stream; nil where there is none.
  public func feedForward(of stream: Tensor, layer: Int) throws -> Tensor? {
    try quietPass.feedForward(stream, weights.layer(layer), layer)
  }

  /// The logits of rows `[rows, width]` of a residual stream: last norm, unembedding, factor and
  /// cap.
  ///
  /// - Returns: `[rows, vocabulary]`.
  /// - Throws: `ModelError` where the model has no head that gives scores of tokens.
  public func logits(of stream: Tensor) throws -> Tensor {
    try quietPass.end(quietPass.finalNorm(stream))
  }

  /// The rows of the unembedding for `tokens`, `[tokens, width]`, and their biases.
  public func unembeddings(of tokens: [Int]) throws -> (rows: Tensor, biases: [Float]) {
    try weights.unembeddings(of: tokens)
  }

  /// The factors and offsets of the norm after the last block; nil where there is none.
  public func finalNormFactors() throws -> NormFactors? {
    config.hasFinalNorm ? NormFactors(try weights.finalNorm()) : nil
  }

  /// The projections and norms of one layer's attention.
  ///
  /// - Throws: `ModelError` for a layer without attention, and where queries and keys are not one map of the stream each.
  public func attentionMaps(layer: Int) throws -> AttentionMaps {
    let weights = try weights.layer(layer)
    guard let attention = weights.attention else {
      throw ModelError(
        .badRequest,
        config.size?.patternlessSentence(layer) ?? "layer \(layer) has no attention")
    }
    guard attention.latent == nil, config.keyValueSource(of: layer) == nil else {
      let reason = config.scoreProblem ?? "has no such maps"
      throw ModelError(
        .badRequest,
        "\(config.name) \(reason): layer \(layer) has no maps of the stream to keys and values")
    }
    return AttentionMaps(attention, weights)
  }

  /// How the heads of a layer write to the residual stream.
  ///
  /// - Throws: `ModelError` for a layer without attention.
  public func attentionOutput(layer: Int) throws -> AttentionOutput {
    let weights = try weights.layer(layer)
    guard let attention = weights.attention else {
      throw ModelError(
        .badRequest,
        config.size?.patternlessSentence(layer) ?? "layer \(layer) has no attention")
    }
    return AttentionOutput(attention, weights, config)
  }

  /// What position adds to the scores of a head for a key `distance` tokens behind the query:
  /// ALiBi's slopes or learned scores; 0 in other models.
  public func scoreBias(head: Int, distance: Int) throws -> Float {
    if case .alibi(let slopes) = config.position { return slopes[head] * Float(distance) }
    return try weights.distances()?.score(head: head, distance: distance) ?? 0
  }

  /// A pass that nothing is read from.
  private var quietPass: ForwardPass {
    let batch = Batch([])
    let taps = Taps(batch: batch, wanted: CaptureSet([]), checkpoint: {}, tap: { _, _, _ in })
    return ForwardPass(config: config, weights: weights, batch: batch, tap: taps)
  }
}

extension ModelConfig {
  /// The range of keys that query number `query` of `count` sees in `layer`, by mask and window.
  public func visibleKeys(from query: Int, of count: Int, layer: Int) -> Range<Int> {
    Sight(window: window(in: layer), isCausal: isCausal, isChunked: chunksText)
      .keys(from: query, of: count)
  }
}

/// A norm's learned factors and offsets, one a column; nil where it has none.
public struct NormFactors: Sendable {
  /// The weight of the norm; Gemma's offset of 1 is included.
  public let weight: [Float]?
  /// The bias of the norm; nil for none.
  public let bias: [Float]?

  init(_ weights: NormWeights) {
    (weight, bias) = (weights.weight?.array, weights.bias?.array)
  }
}

/// A linear map of rows, `x W + bias`, whose matrix and bias can also be read one by one.
public struct LinearMap: Sendable {
  let linear: Linear

  /// Length of the rows that it maps.
  public var inputs: Int { linear.weight.inner }
  /// Length of the rows that come out.
  public var outputs: Int { linear.weight.columns }
  /// The bias; nil for none.
  public var bias: [Float]? { linear.bias?.array }

  /// The rows of `x` times the matrix, without the bias, `[rows, outputs]`.
  public func callAsFunction(_ x: Tensor) -> Tensor { x.product(linear.weight) }

  /// The part of the map for these elements of its input rows, without the bias.
  public func reading(_ range: Range<Int>) -> LinearMap {
    LinearMap(linear: Linear(weight: linear.weight.inner(range), bias: nil))
  }

  /// The matrix, `[inputs, outputs]`.
  ///
  /// It is what the map makes of unit vectors, so that it needs to know nothing of how the weights are stored.
  public func matrix() -> Tensor {
    var values: [Float] = []
    values.reserveCapacity(inputs * outputs)
    for start in stride(from: 0, to: inputs, by: 256) {
      let rows = min(256, inputs - start)
      var units = Tensor(zeros: [rows, inputs])
      for row in 0..<rows { units.values[row * inputs + start + row] = 1 }
      values += self(units).values
    }
    return Tensor(shape: [inputs, outputs], values: values)
  }
}

/// The maps and norms of one layer's attention.
public struct AttentionMaps: Sendable {
  /// Stream to queries, `[width, heads * headWidth]`.
  public let query: LinearMap
  /// Stream to keys, `[width, key heads * headWidth]`.
  public let key: LinearMap
  /// Stream to values, `[width, key heads * headWidth]`.
  public let value: LinearMap
  /// Heads' mixed values back to the stream, `[heads * headWidth, width]`.
  public let output: LinearMap
  /// The norm of what the maps read; nil where there is none.
  public let norm: NormFactors?
  /// The norm of what attention adds; nil where there is none.
  public let postNorm: NormFactors?
  /// The norm of queries: factors of one head for all, or of all heads; nil where there is none.
  public let queryNorm: NormFactors?
  /// The norm of keys, likewise.
  public let keyNorm: NormFactors?

  init(_ attention: AttentionWeights, _ weights: LayerWeights) {
    query = LinearMap(linear: attention.query)
    key = LinearMap(linear: attention.key)
    value = LinearMap(linear: attention.value)
    output = LinearMap(linear: attention.output)
    norm = weights.norm1.map(NormFactors.init)
    postNorm = weights.norm1Post.map(NormFactors.init)
    queryNorm = attention.queryNorm.map(NormFactors.init)
    keyNorm = attention.keyNorm.map(NormFactors.init)
  }
}

/// How the heads of one layer write to the stream.
public struct AttentionOutput: Sendable {
  /// Heads' mixed values back to the stream, `[heads * width of values, width]`.
  public let output: LinearMap
  /// The norm of what attention adds; nil where there is none.
  public let postNorm: NormFactors?
  /// The width of a head's values.
  public let headWidth: Int
  /// The factor on the map's result.
  public let factor: Float
  private let heads: Int

  init(_ attention: AttentionWeights, _ weights: LayerWeights, _ config: ModelConfig) {
    output = LinearMap(linear: attention.output)
    postNorm = weights.norm1Post.map(NormFactors.init)
    (heads, headWidth) = (config.heads, attention.output.weight.inner / config.heads)
    factor = config.attentionFactors?.output ?? 1
  }

  /// What each head writes to the stream for rows of `z`, `[rows, heads, headWidth]`, without the
  /// bias: `[rows, heads, width]`.
  public func headOutputs(of z: Tensor) -> Tensor {
    let rows = z.shape[0]
    var result = headResults(z.reshaped([rows, output.inputs]), output.linear.weight, heads: heads)
    if factor != 1 { result *= factor }
    return result.reshaped([rows, heads, output.outputs])
  }
}
