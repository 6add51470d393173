/// What a stored tensor is for.
///
/// In a family's names `{i}` stands for the layer, `{e}` for the expert.
enum WeightRole: Hashable, Sendable {
  case embedding
  case embeddingNorm
  case positionEmbedding
  case typeEmbedding
  case finalNorm
  /// The map and norm of a masked language model's head.
  case headMap
  case headNorm
  /// Learned scores of distances between query and key.
  case distances
  case unembedding
  case norm1
  case norm1Post
  case norm2
  case norm2Post
  case crossNorm
  case crossQuery
  case crossKey
  case crossValue
  case crossOutput
  case query
  case key
  case value
  /// Queries, keys and values in one matrix.
  case queryKeyValue
  /// Keys and values in one matrix, beside one of queries.
  case keyValue
  case queryNorm
  case keyNorm
  case sinks
  case output
  case gate
  case up
  /// Gate and linear part in one matrix.
  case gateUp
  case down
  /// The norm on the softened row.
  case hiddenNorm
  case router
  /// What is added to an expert's score when experts are chosen, and to nothing else.
  case routerBias
  /// The expert that every token goes to, and what gates it.
  case sharedGate
  case sharedUp
  case sharedDown
  case sharedGateUp
  case sharedExpertGate
  /// The gate on what heads mix, and the norm on it.
  case attentionGate
  case mixedNorm
  /// Latent attention: the small vectors, their norms, and what heads make of them.
  case latentQuery
  case latentQueryNorm
  case latentKeyValue
  case latentKeyValueNorm
  case latentHeads
  case latentKey
  case latentValue
  /// What chooses the keys that heads see: its queries, keys, their norm, and its heads' weights.
  case indexQuery
  case indexKey
  case indexKeyNorm
  case indexWeights
  /// Maps between the embeddings' width and the model's, and for each block's output a number.
  case embeddingMap
  case unembeddingMap
  case blockScale
  /// Per-layer vectors of tokens: their table, what is made of the embedding, its norm; a block's gate, map back and norm.
  case perLayerEmbedding
  case perLayerMap
  case perLayerNorm
  case perLayerGate
  case perLayerOutput
  case perLayerOutputNorm
  /// A narrow map beside attention, and the norm of its result.
  case besideDown
  case besideUp
  case besideNorm
  /// Several streams: maps to the others at the start and back at the end, and what mixes them in each block.
  case streamStart
  case streamEnd
  case streamRouter
  case streamRouterNorm
  case streamPrediction
  case streamCorrection
  case streamScale
  /// Experts beside a dense layer: their norms and the dense layer's, and factors of the router.
  case densePostNorm
  case expertsNorm
  case expertsPostNorm
  case routerScale
  case expertScale
  /// Vectors of distances, their norm, and their maps.
  case relativeTable
  case relativeNorm
  case relativeQuery
  case relativeKey
  /// A tensor of a mixer other than attention.
  case mixer(MixerPart)
  case expertGate
  case expertUp
  case expertDown
  /// All experts' gates and linear parts in one array, gates first.
  case expertGateUp
  /// What goes with it: all experts' maps back.
  case expertsDown
  /// All experts' gates and linear parts in one array, alternating by column, and what they map back with (gpt-oss).
  case stackedGateUp
  case stackedDown
  /// The learned slopes of xIELU, and its two constants.
  case activationPositive
  case activationNegative
  case activationBeta
  case activationEpsilon
}

/// How one family of files names and lays out a model's tensors.
struct WeightLayout: Sendable {
  /// Names without the suffix of weights.
  var names: [WeightRole: String]
  /// Other names of a role, for files that lack the first.
  var otherNames: [WeightRole: [String]] = [:]
  /// What follows the names of weights: the first that a file has.
  var weightSuffixes = [".weight"]
  /// What follows the names of biases.
  var biasSuffixes = [".bias"]
  /// Names of biases that are not the weight's with another suffix.
  var biasNames: [WeightRole: String] = [:]
  /// Prefixes of all names that some files leave out, as `transformer.`, the likeliest first.
  var optionalPrefixes: [String] = []
  /// Whether matrices lie `[inputs, outputs]` (GPT-2's Conv1D) and not `[outputs, inputs]`.
  var isInputsByOutputs = false
  /// Whether the unembedding lies `[inputs, outputs]`.
  var unembedsInputsByOutputs = false
  /// Whether projections lie `[heads, width, headWidth]` and back `[heads, headWidth, width]` (TransformerLens).
  var separatesHeads = false
  /// How a fused matrix's outputs are grouped.
  var fusedOrder = FusedOrder.byRole
  /// Whether each head's query and key rows alternate between its two halves (llama.cpp's conversion).
  var interleavesRotaryRows = false
  /// Whether queries and their gates alternate head by head in one matrix.
  var interleavesGate = false
  /// Whether the rates at which states forget are stored negative, and not as their logarithms (llama.cpp).
  var storesNegativeRates = false
  /// Whether one tensor of a role holds all experts of a layer, `[experts, outputs, inputs]`.
  var mergesExperts = false
  /// Each layer's function with learned slopes, where the metadata holds them.
  var curves: [XIELU] = []
  /// For each layer the number that its tensors have in the file; empty where it is the layer's own (ALBERT's layers share weights).
  var storedLayers: [Int] = []
  /// Added to every norm's weight (Gemma stores it less one).
  var normOffset: Float = 0
  /// The same for the norm after the last block, where it differs.
  var finalNormOffset: Float?
  /// Whether one array holds the maps of all streams (llama.cpp).
  var mergesStreamMaps = false
  /// Whether arrays of all experts hold `[experts, inputs, outputs]` (Llama 4).
  var expertsAreInputsByOutputs = false

  enum FusedOrder: Sendable {
    /// All queries, then all keys, then all values.
    case byRole
    /// Four blocks, each of its queries, its values and its keys (CodeGen).
    case inFourBlocks
    /// For each key head its queries, its key and its value: GPT-NeoX, BLOOM, Falcon.
    case byKeyHead
  }

  /// The name of `role` in `layer`, without suffix.
  func name(
    _ role: WeightRole, layer: Int?, expert: Int? = nil, isBias: Bool = false
  ) -> String? {
    guard var name = isBias ? biasNames[role] ?? names[role] : names[role] else { return nil }
    if let layer {
      let number = storedLayers.isEmpty ? layer : storedLayers[layer]
      name = name.replacing("{i}", with: String(number))
    }
    if let expert { name = name.replacing("{e}", with: String(expert)) }
    return name
  }
}
