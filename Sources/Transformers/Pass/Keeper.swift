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

  /// Gathers the pass's own rows of a layer's attention.
  func keep(_ query: Tensor, _ key: Tensor, _ value: Tensor?, _ layer: Int) {
    guard let value else { return }
    open(layer)
    if keepsQueries { layers[layer].queries = query }
    (layers[layer].keys, layers[layer].values) = (key, value)
  }

  /// Gathers what another mixer of a layer read, and its state behind that.
  func keep(_ mixed: Tensor, _ state: MixerState, _ layer: Int) {
    open(layer)
    (layers[layer].mixed, layers[layer].state) = (mixed, state)
  }

  /// Makes room for `layer`, and for those before it that have nothing to keep.
  private func open(_ layer: Int) {
    precondition(layer >= layers.count - 1, "layer \(layer) behind \(layers.count) layers")
    while layers.count <= layer { layers.append(KeptRun.Layer()) }
  }

  /// Room for all layers of a model, also for those at its end that keep nothing.
  func close(_ count: Int) { if count > layers.count { open(count - 1) } }
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
