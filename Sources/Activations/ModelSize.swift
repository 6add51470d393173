public import Formats

/// How many layers a model has, and how many heads are in each.
public struct ModelSize: Equatable, Sendable {
  /// Layers.
  public let layers: Int

  /// Heads in a layer.
  public let heads: Int

  /// The sizes that the fields of a HookedTransformerConfig tell; nil where they tell none from 1 to 4096.
  public init?(_ config: JSONObject) {
    guard let layers = config["n_layers"]?.integerValue,
      let heads = config["n_heads"]?.integerValue,
      (1...4096).contains(layers), (1...4096).contains(heads)
    else { return nil }
    (self.layers, self.heads) = (layers, heads)
  }

  /// All heads, layer by layer.
  public var everyHead: [Head] {
    (0..<layers).flatMap { layer in (0..<heads).map { Head(layer: layer, index: $0) } }
  }
}
