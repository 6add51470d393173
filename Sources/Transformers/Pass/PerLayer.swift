import Formats
import Tensors

/// A block's part in adding what its tokens have for this layer: gate, map back and norm.
struct PerLayerWeights: Sendable {
  let gate: Linear  // width -> perLayerWidth
  let output: Linear  // perLayerWidth -> width
  let norm: NormWeights

  /// What the vectors `[N, perLayerWidth]` add, `[N, width]`, gated by the stream, or by the one that blocks work on.
  func made(
    of vectors: Tensor, gatedBy x: Tensor, _ streams: StreamWeights?, _ config: ModelConfig
  ) -> Tensor {
    var active = streams?.active(of: x) ?? x
    if let scale = streams?.scale { active.scaleColumns(by: scale) }
    return output(vectors.gated(config.activation, by: gate(active)))
      .normalized(by: norm, config)
  }

  /// Adds this to the stream; of several to all but the first.
  func add(_ added: Tensor, to x: inout Tensor, _ streams: StreamWeights?) {
    guard let streams else {
      x += added
      return
    }
    let width = added.columns
    for row in 0..<x.rows {
      for stream in 1..<streams.count {
        let target = (row * streams.count + stream) * width
        for column in 0..<width { x.values[target + column] += added.values[row * width + column] }
      }
    }
  }
}

/// The tables at the ends of models with per-layer vectors or several streams.
struct EmbeddingTables: Sendable {
  let reader: WeightReader
  let map: Linear?  // width -> layers * perLayerWidth
  let norm: NormWeights?
  let starts: [Linear]
  let ends: [Linear]
  /// How the end reads streams that are connected.
  let connection: StreamConnection?

  /// What each token has for each layer, `[N, layers * width]`: (what its embedding `x` says + its own row) / sqrt(2).
  func perLayer(_ x: Tensor, _ tokens: [Int], _ config: ModelConfig) throws -> Tensor? {
    guard let map, let norm else { return nil }
    let width = config.perLayerWidth
    var result = map(x)
    result *= 1 / Float(config.width).squareRoot()
    result = result.reshaped([x.rows * config.layers, width]).normalized(by: norm, config)
      .reshaped([x.rows, config.layers * width])
    var own = try reader.wholeRows(tokens, of: .perLayerEmbedding, width: config.layers * width)
    own *= Float(width).squareRoot()
    result += own
    result *= Float(0.5).squareRoot()
    return result
  }

  /// All streams of embeddings `[N, width]`, side by side.
  func widened(_ x: Tensor, _ streams: ModelConfig.Streams) -> Tensor {
    guard connection == nil else { return sideBySide(Array(repeating: x, count: streams.count)) }
    return sideBySide([x] + starts.map { $0(x).scaled(like: x) })
  }

  /// One stream of all, `[N, width]`: their mean, each but the first mapped back first.
  func narrowed(_ x: Tensor, _ streams: ModelConfig.Streams) -> Tensor {
    let width = x.columns / streams.count
    var sum = x.columns(0..<width)
    let first = sum
    for (index, end) in ends.enumerated() {
      sum += end(x.columns((index + 1) * width..<(index + 2) * width)).scaled(like: first)
    }
    sum *= 1 / Float(streams.count)
    return sum
  }
}

/// Tensors of equally many rows, side by side.
func sideBySide(_ parts: [Tensor]) -> Tensor {
  let rows = parts.first?.rows ?? 0
  var values: [Float] = []
  values.reserveCapacity(parts.reduce(0) { $0 + $1.values.count })
  for row in 0..<rows {
    for part in parts { values += part.values[row * part.columns..<(row + 1) * part.columns] }
  }
  return Tensor(shape: [rows, parts.reduce(0) { $0 + $1.columns }], values: values)
}

extension Tensor {
  /// Rows scaled to the root mean square of another's.
  fileprivate func scaled(like other: Tensor) -> Tensor {
    func meanSquare(_ tensor: Tensor, _ row: Int) -> Float {
      let own = tensor.values[row * columns..<(row + 1) * columns]
      return own.reduce(0) { $0 + $1 * $1 } / Float(columns)
    }
    var result = self
    for row in 0..<rows {
      let factor = (meanSquare(other, row) / max(meanSquare(self, row), 1e-5)).squareRoot()
      for index in row * columns..<(row + 1) * columns { result.values[index] *= factor }
    }
    return result
  }
}

extension WeightReader {
  /// A block's maps for its tokens' per-layer vectors.
  func perLayer(layer: Int) throws -> PerLayerWeights? {
    guard config.perLayerWidth > 0 else { return nil }
    return PerLayerWeights(
      gate: try linear(.perLayerGate, layer, config.width, config.perLayerWidth),
      output: try linear(.perLayerOutput, layer, config.perLayerWidth, config.width),
      norm: try norm(.perLayerOutputNorm, layer: layer))
  }

  /// The tables at the model's ends.
  func tables() throws -> EmbeddingTables {
    let connection = try endConnection()
    let others = connection == nil ? (config.streams?.count ?? 1) - 1 : 0
    func maps(_ role: WeightRole) throws -> [Linear] {
      try (0..<others).map { index in
        layout.mergesStreamMaps
          ? try plane(index, of: role, count: others)
          : try linear(role, index, config.width, config.width)
      }
    }
    let hasVectors = config.perLayerWidth > 0
    return EmbeddingTables(
      reader: self,
      map: hasVectors
        ? try linear(.perLayerMap, 0, config.width, config.layers * config.perLayerWidth) : nil,
      norm: hasVectors ? try norm(.perLayerNorm, layer: nil, count: config.perLayerWidth) : nil,
      starts: try maps(.streamStart), ends: try maps(.streamEnd), connection: connection)
  }

  /// One of several square matrices that a file keeps in one array.
  private func plane(_ index: Int, of role: WeightRole, count: Int) throws -> Linear {
    let stored = try stored(role, nil, shape: [count, config.width, config.width])
    return Linear(
      weight: WeightMatrix(
        try stored.storedRows(), .columnsByInner,
        rows: index * config.width..<(index + 1) * config.width), bias: nil)
  }
}
