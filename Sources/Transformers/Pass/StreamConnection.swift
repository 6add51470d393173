import Formats
import Tensors

/// How one sublayer reads several residual streams and writes to them (Xie et al., 2025, "mHC: Manifold-Constrained
/// Hyper-Connections"): it reads a mixture of all, which mix with one another before its result is added to each.
struct StreamConnection: Sendable {
  let count: Int
  let axes: ModelConfig.Connection
  let map: Linear  // streams * width -> (2 + streams) * streams; at the end of the model -> streams
  let base: [Float]  // one a score
  let scales: [Float]  // one for what is read, one for what is written, one for the mixture
  let normEpsilon: Float

  /// What the sublayer reads of the streams `[N, streams * width]`: `[N, width]`.
  ///
  /// - Parameters:
  ///   - scores: What `map` makes of the normalised streams, `[N, scores]`.
  ///   - checkpoint: Asked often; what it throws ends the work.
  func read(
    _ x: Tensor, scores: Tensor, _ checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    let width = x.columns / count
    var result = Tensor(zeros: [x.rows, width])
    try unsafe Parallel.forRows(
      of: &result.values, columns: width, grain: 16, stoppingEvery: longestPart, checkpoint
    ) { range, floats in
      for (index, row) in range.enumerated() {
        for stream in 0..<count {
          let share = readingShare(scores, row, stream)
          let source = (row * count + stream) * width
          for column in 0..<width {
            unsafe floats[index * width + column] += share * x.values[source + column]
          }
        }
      }
    }
    return result
  }

  /// Mixes the streams and adds to each its share of the sublayer's `result`, `[N, width]`.
  func write(
    _ result: Tensor, to x: inout Tensor, scores: Tensor, _ checkpoint: () throws -> Void
  ) rethrows {
    let streams = x
    let width = result.columns
    try unsafe Parallel.forRows(
      of: &x.values, columns: x.columns, grain: 16, stoppingEvery: longestPart, checkpoint
    ) { range, floats in
      for (index, row) in range.enumerated() {
        let mixture = mixture(scores, row)
        for stream in 0..<count {
          let target = (index * count + stream) * width
          let score = scores.values[row * scores.columns + count + stream]
          let share = 2 * sigmoid(score * scales[1] + base[count + stream])
          for column in 0..<width {
            unsafe floats[target + column] = share * result.values[row * width + column]
          }
          for other in 0..<count {
            let (share, source) = (mixture[other * count + stream], (row * count + other) * width)
            for column in 0..<width {
              unsafe floats[target + column] += share * streams.values[source + column]
            }
          }
        }
      }
    }
  }

  /// The rows that are read or written before the pass can be stopped again.
  private var longestPart: Int {
    let perRow = count * count * (axes.rounds + map.weight.inner / count)
    return max(16, 100_000_000 / max(perRow, 1))
  }

  private func readingShare(_ scores: Tensor, _ row: Int, _ stream: Int) -> Float {
    sigmoid(scores.values[row * scores.columns + stream] * scales[0] + base[stream]) + axes.epsilon
  }

  /// How much of each stream goes to each, `[from, to]`: rows and columns sum to one, but for a little (Sinkhorn and
  /// Knopp, 1967).
  private func mixture(_ scores: Tensor, _ row: Int) -> [Float] {
    var mixture = (0..<count * count).map { place in
      scores.values[row * scores.columns + 2 * count + place] * scales[2] + base[2 * count + place]
    }
    unsafe mixture.withUnsafeMutableBufferPointer { mixture in
      for stream in 0..<count {
        unsafe softmax(
          UnsafeMutableBufferPointer(rebasing: mixture[stream * count..<(stream + 1) * count]))
      }
      for index in 0..<count * count { unsafe mixture[index] += axes.epsilon }
    }
    func divide(step: Int, start: (Int) -> Int) {
      for line in 0..<count {
        let places = (0..<count).map { start(line) + step * $0 }
        let sum = places.reduce(0) { $0 + mixture[$1] } + axes.epsilon
        for place in places { mixture[place] /= sum }
      }
    }
    divide(step: count) { $0 }
    for _ in 1..<max(1, axes.rounds) {
      divide(step: 1) { $0 * count }
      divide(step: count) { $0 }
    }
    return mixture
  }
}

private func sigmoid(_ x: Float) -> Float { 1 / (1 + exponential(-x)) }

/// How the two sublayers of a block read several streams and write to them.
struct BlockConnections: Sendable {
  let attention: StreamConnection
  let feedForward: StreamConnection
}

extension ForwardPass {
  /// What a sublayer reads of the stream: all of it, or a mixture of several, with the scores that say how they are mixed.
  func read(
    _ x: Tensor, _ connection: StreamConnection?
  ) throws -> (rows: Tensor, scores: Tensor?) {
    guard let connection else { return (x, nil) }
    let scores = try scores(x, connection)
    return (try connection.read(x, scores: scores, tap.checkpoint), scores)
  }

  /// Adds what a sublayer has made to the stream, or to each of several.
  ///
  /// - Parameter scores: Those that reading the stream gave; nil if it has changed since.
  func add(
    _ result: Tensor, to x: inout Tensor, _ connection: StreamConnection?, scores: Tensor?
  ) throws {
    guard let connection else { return batch.add(result, to: &x) }
    var result = result
    batch.align(&result, &x)
    var own: Tensor
    if let scores {
      own = scores
      batch.align(&own, &x)
    } else {
      own = try self.scores(x, connection)
    }
    try connection.write(result, to: &x, scores: own, tap.checkpoint)
  }

  /// `[N, scores]`, read from all streams of a token together.
  private func scores(_ x: Tensor, _ connection: StreamConnection) throws -> Tensor {
    try map(
      x.normalized(.rootMeanSquare, epsilon: connection.normEpsilon).rows, by: connection.map)
  }
}

/// The tensors of one connection.
enum ConnectionPart: Sendable { case map, base, scale }

extension WeightReader {
  /// How the sublayers of a block are connected to several streams; nil where blocks work on one.
  func connections(layer: Int) throws -> BlockConnections? {
    guard
      let attention = try connection(layer, { .attentionStreams($0) }, scores: { (2 + $0) * $0 }),
      let feedForward = try connection(
        layer, { .feedForwardStreams($0) }, scores: { (2 + $0) * $0 })
    else { return nil }
    return BlockConnections(attention: attention, feedForward: feedForward)
  }

  /// How the end of the model reads several streams, where these are connected.
  func endConnection() throws -> StreamConnection? {
    try connection(nil, { .endStreams($0) }, scores: { $0 })
  }

  private func connection(
    _ layer: Int?, _ role: (ConnectionPart) -> WeightRole, scores: (Int) -> Int
  ) throws -> StreamConnection? {
    guard let streams = config.streams, case .connected(let axes) = streams.mixing else {
      return nil
    }
    func part(_ part: ConnectionPart, _ shape: [Int]) throws -> StoredTensor {
      try stored(role(part), layer, suffixes: ["", ".weight"], shape: shape)
    }
    let count = scores(streams.count)
    let map = try part(.map, [count, streams.count * config.width]).storedRows()
    return StreamConnection(
      count: streams.count, axes: axes,
      map: Linear(weight: WeightMatrix(map, .columnsByInner), bias: nil),
      base: try part(.base, [count]).widened().array,
      scales: try part(.scale, [layer == nil ? 1 : 3]).widened().array,
      normEpsilon: config.epsilon)
  }
}
