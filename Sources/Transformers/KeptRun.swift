import Tensors

/// Queries, keys and values of a prompt's tokens in every layer, as its scores read them: behind these tokens a
/// prompt goes on without their being computed again.
public struct KeptRun: Sendable {
  /// One layer's rows.
  struct Layer: Sendable {
    var queries: Tensor?  // [n, heads * h]
    var keys: Tensor  // [n, keyHeads * h]
    var values: Tensor
  }

  /// The tokens whose rows are kept.
  public internal(set) var tokens: [Int] = []
  /// Whether queries are kept too, so that patterns of these tokens can be made again.
  public let keepsQueries: Bool
  var layers: [Layer] = []

  /// Makes a run without tokens.
  public init(keepingQueries keepsQueries: Bool = false) { self.keepsQueries = keepsQueries }

  /// Number of bytes that the rows take.
  public var byteCount: Int {
    layers.reduce(0) { sum, layer in
      let floats =
        (layer.queries?.values.count ?? 0) + layer.keys.values.count + layer.values.values.count
      return sum + floats * MemoryLayout<Float>.stride
    }
  }
}
