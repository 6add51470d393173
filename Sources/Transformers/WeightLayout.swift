/// What a stored tensor is for. `{i}` in a family's names stands for the layer.
enum WeightRole: Hashable, Sendable {
  case embedding
  case positionEmbedding
  case finalNorm
  case unembedding
  case norm1
  case norm2
  case query
  case key
  case value
  /// Queries, keys and values in one matrix.
  case queryKeyValue
  case output
  case gate
  case up
  case down
}

/// How one family of files names and lays out a model's tensors.
struct WeightLayout: Sendable {
  /// Names without `.weight` and `.bias`, `{i}` for the layer.
  var names: [WeightRole: String]
  /// Prefix of all names that some files leave out, as `transformer.`.
  var optionalPrefix = ""
  /// Whether matrices lie `[inputs, outputs]` (GPT-2's Conv1D) and not `[outputs, inputs]`.
  var isInputsByOutputs = false
  /// How a fused matrix's outputs are grouped.
  var fusedOrder = FusedOrder.byRole
  /// Whether each head's query and key rows alternate between its two halves (llama.cpp's conversion).
  var interleavesRotaryRows = false

  enum FusedOrder: Sendable {
    /// All queries, then all keys, then all values.
    case byRole
    /// For each head its query, key and value: GPT-NeoX, BLOOM.
    case byHead
  }

  /// The name of `role` in `layer`, without suffix.
  func name(_ role: WeightRole, layer: Int?) -> String? {
    guard let name = names[role] else { return nil }
    return layer.map { name.replacing("{i}", with: String($0)) } ?? name
  }
}
