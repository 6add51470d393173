import Tensors

/// Hands a pass the rows of an earlier run, and gathers those of its own for later ones.
final class Keeper {
  /// What the pass goes on from.
  let kept: KeptRun
  /// Whether queries are gathered too.
  let keepsQueries: Bool
  /// What the pass has made, layer by layer.
  private(set) var layers: [KeptRun.Layer] = []

  /// Starts a pass behind the tokens of `kept`.
  init(behind kept: KeptRun) { (self.kept, keepsQueries) = (kept, kept.keepsQueries) }

  /// The earlier rows of a layer, if there are any.
  func earlier(_ layer: Int) -> KeptRun.Layer? {
    kept.tokens.isEmpty ? nil : kept.layers[layer]
  }

  /// Gathers the pass's own rows of the next layer.
  func keep(_ query: Tensor, _ key: Tensor, _ value: Tensor?, _ layer: Int) {
    precondition(layer == layers.count, "layer \(layer) behind \(layers.count) layers")
    guard let value else { return }
    layers.append(
      KeptRun.Layer(queries: keepsQueries ? query : nil, keys: key, values: value))
  }
}

/// Gathers the residual stream of a pass's first sequence before some layers.
final class StreamKeeper {
  private let layers: Set<Int>
  private let rows: Int
  /// What was gathered, `[n, d]` by layer.
  private(set) var streams: [Int: Tensor] = [:]

  /// Says which layers, and how many rows the sequence has.
  init(_ layers: Set<Int>, rows: Int) { (self.layers, self.rows) = (layers, rows) }

  /// Keeps the sequence's part of `x`, if `layer` is asked for.
  func keep(_ x: Tensor, _ layer: Int) {
    if layers.contains(layer) { streams[layer] = x.part(0..<rows) }
  }
}
