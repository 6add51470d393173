public import Activations
import Formats
import Tensors

extension ModelConfig {
  /// The kinds of layers that mix tokens: attention, linear attention, state space and others.
  public enum Mixer: String, Sendable {
    /// Softmax attention: the only kind that has patterns.
    case attention
    /// Linear attention whose state forgets and corrects itself (Yang et al., 2024, "Gated Delta Networks").
    case deltaRule = "linear attention"
    /// Mamba-2's state space (Dao and Gu, 2024).
    case stateSpace = "a state space"
    /// Attention and a state space side by side, whose results are added (Falcon-H1).
    case attentionAndStateSpace
    /// A gated convolution over a few tokens (LFM2).
    case shortConvolution = "a short convolution"
    /// Nothing: the layer has a feed-forward layer alone (Nemotron-H).
    case nothing = "a feed-forward layer alone"

    /// Whether there is a pattern.
    public var hasPattern: Bool { self == .attention || self == .attentionAndStateSpace }
  }

  /// What mixes tokens in `layer`.
  public func mixer(in layer: Int) -> Mixer { mixers.isEmpty ? .attention : mixers[layer] }

  /// The layers that have patterns.
  public var patternLayers: [Int] { (0..<layers).filter { mixer(in: $0).hasPattern } }

  /// What layers without patterns have instead, by layer.
  public var patternless: [Int: String] {
    let without = (0..<layers).filter { !mixer(in: $0).hasPattern }
    return Dictionary(uniqueKeysWithValues: without.map { ($0, mixer(in: $0).rawValue) })
  }

  /// The model's layers and heads, and what layers without patterns have instead.
  public var size: ModelSize? {
    ModelSize(layers: layers, heads: heads, patternless: patternless)
  }

  /// Whether a layer's patterns can be made again of its queries and keys alone.
  func canRemakePatterns(in layer: Int) -> Bool {
    mixer(in: layer).hasPattern && latent?.indexer == nil && compression(in: layer) == nil
      && relativeScores == nil
  }
}

/// The most rows of a prompt that are read before a pass can be stopped: enough for products at full speed.
private let longestPart = 256

/// The weights of what stands in attention's place, or beside it.
enum MixerWeights: Sendable {
  case deltaRule(DeltaRuleWeights)
  case stateSpace(StateSpaceWeights)
  case shortConvolution(ShortConvolutionWeights)

  /// What it adds to the residual stream, `[N, d]`, given the normalised stream, where nothing came before.
  ///
  /// - Parameter checkpoint: Asked often; what it throws ends the work.
  func callAsFunction(
    _ x: Tensor, rows: [Range<Int>], _ checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    var states = [MixerState](repeating: MixerState(), count: rows.count)
    guard rows.contains(where: { $0.count > longestPart }) else {
      return mixed(x, rows, &states)
    }
    var result = Tensor(zeros: [0, x.columns])
    for (index, prompt) in rows.enumerated() {
      result.append(try self(x.part(prompt), state: &states[index], checkpoint))
    }
    return result
  }

  /// The same for one prompt behind tokens that left `state`, which goes on.
  func callAsFunction(
    _ x: Tensor, state: inout MixerState, _ checkpoint: () throws -> Void
  ) rethrows -> Tensor {
    var result = Tensor(zeros: [0, x.columns])
    for start in stride(from: 0, to: x.rows, by: longestPart) {
      try checkpoint()
      let part = start..<min(start + longestPart, x.rows)
      var states = [state]
      result.append(mixed(x.part(part), [0..<part.count], &states))
      state = states[0]
    }
    return result
  }

  private func mixed(_ x: Tensor, _ rows: [Range<Int>], _ states: inout [MixerState]) -> Tensor {
    switch self {
    case .deltaRule(let weights): weights(x, rows, &states)
    case .stateSpace(let weights): weights(x, rows, &states)
    case .shortConvolution(let weights): weights(x, rows, &states)
    }
  }
}

/// What a mixer keeps of a prompt's tokens: the last rows that its convolutions read, and each head's memory.
struct MixerState: Sendable {
  /// For each convolution its last rows, fewer at a prompt's start.
  var tails: [Tensor] = []
  /// For each head its memory; empty before the first token.
  var memories: [[Float]] = []

  /// Hands each prompt's and head's memory, of so many floats, to `body` to be changed in place: those of a prompt behind
  /// one another, zeros before its first token.
  static func withMemories<Result>(
    of states: inout [MixerState], heads: Int, size: Int,
    _ body: (UnsafeMutableBufferPointer<[Float]>) -> Result
  ) -> Result {
    var memories = states.flatMap { state in
      state.memories.isEmpty
        ? [[Float]](repeating: [Float](repeating: 0, count: size), count: heads) : state.memories
    }
    defer {
      for index in states.indices {
        states[index].memories = Array(memories[index * heads..<(index + 1) * heads])
      }
    }
    return unsafe memories.withUnsafeMutableBufferPointer { unsafe body($0) }
  }

  var floatCount: Int {
    tails.reduce(0) { $0 + $1.values.count } + memories.reduce(0) { $0 + $1.count }
  }
}

/// The tensors of mixers other than attention.
enum MixerPart: Hashable, Sendable {
  /// All that is read of a token in one matrix.
  case input
  /// Queries, keys and values in one matrix, or each.
  case queryKeyValue, query, key, value
  /// Queries, keys, values and gates, those of a key head together; strengths and decays likewise (Qwen3-Next).
  case queryKeyValueGate, strengthDecay
  /// How much a token writes, and how much is forgotten before.
  case strength, decay
  /// The two thin maps of decays and of gates (Kimi Linear).
  case decayInner, gateInner
  /// What multiplies the result.
  case gate
  /// Convolutions over tokens: of all columns, or of queries, keys and values.
  case convolution, queryConvolution, keyConvolution, valueConvolution
  /// The logarithm of the rate at which each head forgets, what is added to each token's, and what skips the state.
  case rate, rateBias, skip
  case norm
  case output
}

extension WeightReader {
  /// The weights of the mixer of `layer`, where it is not attention alone.
  func mixer(layer: Int) throws -> MixerWeights? {
    switch config.mixer(in: layer) {
    case .attention, .nothing: nil
    case .deltaRule: try config.deltaRule.map { .deltaRule(try deltaRule($0, layer: layer)) }
    case .stateSpace, .attentionAndStateSpace:
      try config.stateSpace.map { .stateSpace(try stateSpace($0, layer: layer)) }
    case .shortConvolution: .shortConvolution(try shortConvolution(layer: layer))
    }
  }

  /// Values that a mixer keeps for each head, and other short lists.
  func mixerValues(_ part: MixerPart, _ layer: Int, count: Int) throws -> [Float] {
    let stored = try stored(.mixer(part), layer, suffixes: ["", ".weight", ".bias"])
    guard stored.rows * stored.columns == count else {
      throw wrongShape(stored, expected: "\(count) values")
    }
    return try stored.widened().array
  }

  /// How fast each head's state forgets, e^A_log; llama.cpp's files hold it negative.
  func mixerRates(_ layer: Int, count: Int) throws -> [Float] {
    let stored = try mixerValues(.rate, layer, count: count)
    return stored.map { layout.storesNegativeRates ? -$0 : exponential($0) }
  }
}
