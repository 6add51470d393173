/// What a stored tensor is for.
///
/// In a family's names `{i}` stands for the layer, `{e}` for the expert.
enum WeightRole: Hashable, Sendable {
  case embedding
  case embeddingNorm
  case positionEmbedding
  case finalNorm
  case unembedding
  case norm1
  case norm1Post
  case norm2
  case norm2Post
  case query
  case key
  case value
  /// Queries, keys and values in one matrix.
  case queryKeyValue
  case queryNorm
  case keyNorm
  case sinks
  case output
  case gate
  case up
  /// Gate and linear part in one matrix.
  case gateUp
  case down
  case router
  case expertGate
  case expertUp
  case expertDown
  /// All experts' gates and linear parts in one array, alternating by column, and what they map back with (gpt-oss).
  case stackedGateUp
  case stackedDown
  /// The learned slopes of xIELU.
  case activationPositive
  case activationNegative
}

/// How one family of files names and lays out a model's tensors.
struct WeightLayout: Sendable {
  /// Names without `.weight` and `.bias`.
  var names: [WeightRole: String]
  /// Prefixes of all names that some files leave out, as `transformer.`, the likeliest first.
  var optionalPrefixes: [String] = []
  /// Whether matrices lie `[inputs, outputs]` (GPT-2's Conv1D) and not `[outputs, inputs]`.
  var isInputsByOutputs = false
  /// How a fused matrix's outputs are grouped.
  var fusedOrder = FusedOrder.byRole
  /// Whether each head's query and key rows alternate between its two halves (llama.cpp's conversion).
  var interleavesRotaryRows = false
  /// Whether one tensor of a role holds all experts of a layer, `[experts, outputs, inputs]`.
  var mergesExperts = false
  /// Each layer's function with learned slopes, where the metadata holds them.
  var curves: [XIELU] = []
  /// Added to every norm's weight (Gemma stores it less one).
  var normOffset: Float = 0

  enum FusedOrder: Sendable {
    /// All queries, then all keys, then all values.
    case byRole
    /// For each key head its queries, its key and its value: GPT-NeoX, BLOOM, Falcon.
    case byKeyHead
  }

  /// The name of `role` in `layer`, without suffix.
  func name(_ role: WeightRole, layer: Int?, expert: Int? = nil) -> String? {
    guard var name = names[role] else { return nil }
    if let layer { name = name.replacing("{i}", with: String(layer)) }
    if let expert { name = name.replacing("{e}", with: String(expert)) }
    return name
  }
}
