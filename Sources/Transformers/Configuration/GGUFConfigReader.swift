import Formats
import Tensors

/// Reads the metadata of a GGUF file under its architecture's prefix, and remembers which keys it was asked for.
struct GGUFConfigReader {
  let file: GGUFFile
  let architecture: String
  private let asked = AskedKeys()

  init(file: GGUFFile, architecture: String) {
    (self.file, self.architecture) = (file, architecture)
  }

  /// The key as the file spells it, which counts as read from now on.
  private func name(_ key: String) -> String {
    asked.add(key)
    return "\(architecture).\(key)"
  }

  /// The keys that nobody asked for and that are not known to be without effect, sorted; the tokenizer's are its reader's.
  func unreadKeys() -> [String] {
    file.keys.filter { key in
      guard key.hasPrefix(architecture + ".") else {
        return !asked.has(key) && !ImmaterialKeys.partsOfGGUF.contains { key.hasPrefix($0 + ".") }
      }
      let own = String(key.dropFirst(architecture.count + 1))
      // Ollama keeps what its model sees with in the same file.
      return !asked.has(own) && !ImmaterialKeys.ofGGUF.contains(own) && !own.hasPrefix("vision.")
    }
  }

  /// The file's path, for messages.
  var path: String { file.path }

  /// A whole number from 1 on; `fallback` where the key is missing.
  func size(_ key: String, or fallback: Int? = nil) throws -> Int {
    let name = name(key)
    guard let size = try integer(name) ?? fallback else {
      throw ModelError(.badFile, "\(path): '\(name)' is missing")
    }
    guard (1...1 << 30).contains(size) else {
      throw ModelError(
        .badFile, "\(path): '\(name)' is \(size); expected a whole number from 1 to 2^30")
    }
    return size
  }

  /// The whole number under a key, also where it stands in a list of equal ones for all layers.
  private func integer(_ name: String) throws -> Int? {
    if let one = file.integer(name) { return one }
    guard file.arrayCount(name) != nil, let all = try file.integers(name), let first = all.first
    else {
      return nil
    }
    guard all.allSatisfy({ $0 == first }) else {
      throw ModelError(
        .badFile,
        "\(path): '\(name)' differs between layers (\(all.min() ?? 0) to \(all.max() ?? 0)); "
          + "only layers that are alike are supported")
    }
    return first
  }

  /// A whole number from 1 on, or nil where the key is missing or 0, which writers put for "none".
  func optionalSize(_ key: String) throws -> Int? {
    switch try integer(name(key)) {
    case nil, 0: nil
    default: try size(key)
    }
  }

  /// The number of blocks.
  func layers(_ key: String = "block_count") throws -> Int {
    try checkedLayers(size(key), path: path)
  }

  /// The width of a head where heads share out the whole width.
  func headWidth(of width: Int, heads: Int) throws -> Int {
    try evenShare(of: width, heads: heads, path: path)
  }

  func number(_ key: String, or fallback: Double) -> Double { optionalNumber(key) ?? fallback }

  func optionalNumber(_ key: String) -> Double? { file.double(name(key)) }

  /// A limit or factor; nil where the key is missing or 0, which writers put for "none".
  func optionalFactor(_ key: String) -> Float? {
    optionalNumber(key).flatMap { $0 == 0 ? nil : Float($0) }
  }

  func flag(_ key: String, or fallback: Bool) -> Bool {
    file.bool(name(key)) ?? fallback
  }

  func text(_ key: String) -> String? { file.string(name(key)) }

  /// Has keys count as read that matter only together with another, which says that they don't.
  func knows(_ keys: String...) {
    for key in keys { asked.add(key) }
  }

  /// A token id; `fallback` where the key is missing.
  func token(_ key: String, or fallback: Int) -> Int { file.integer(name(key)) ?? fallback }

  /// Whether the file has the tensor `name`, given without `.weight`.
  func has(_ name: String) -> Bool { file.tensors[name + ".weight"] != nil }

  /// Whether one of the first `layers` layers has a tensor of this name, given with its ending.
  func hasTensor(_ name: String, layers: Int) -> Bool {
    (0..<layers).contains { file.tensors["blk.\($0).\(name)"] != nil }
  }

  /// A whole number from 0 on for each layer; nil where the key is missing or holds one number for all.
  func counts(_ key: String) throws -> [Int]? {
    let name = name(key)
    guard file.arrayCount(name) != nil, let counts = try file.integers(name) else { return nil }
    guard counts.allSatisfy({ (0...1 << 30).contains($0) }) else {
      throw ModelError(.badFile, "\(path): '\(name)' lists a number below 0 or past 2^30")
    }
    return counts
  }

  /// A whole number from 0 on for each of `layers` layers, also where the file has one for all.
  func perLayer(_ key: String, layers: Int) throws -> [Int] {
    guard let list = try counts(key) else { return Array(repeating: try size(key), count: layers) }
    guard list.count >= layers else {
      throw ModelError(
        .badFile, "\(path): '\(name(key))' lists \(list.count) layers; the model has \(layers)")
    }
    return Array(list.prefix(layers))
  }

  /// A number for each of `layers` layers; nil where the key is missing.
  func list(_ key: String, layers: Int) throws -> [Float]? {
    let name = name(key)
    guard file.arrayCount(name) != nil else { return nil }
    guard let list = try file.floats(name), list.count >= layers else {
      throw ModelError(.badFile, "\(path): '\(name)' has no number for each of \(layers) layers")
    }
    return Array(list.prefix(layers))
  }

  /// True or false for each layer; nil where the key is missing.
  func flags(_ key: String, layers: Int) throws -> [Bool]? {
    guard let list = try counts(key) else { return nil }
    guard list.count >= layers else {
      throw ModelError(
        .badFile, "\(path): '\(name(key))' lists \(list.count) layers; the model has \(layers)")
    }
    return list.prefix(layers).map { $0 != 0 }
  }

  /// A size that all layers have that have any; 0 stands for none.
  func commonSize(_ key: String, or fallback: Int? = nil) throws -> Int {
    let some = try counts(key)?.filter { $0 > 0 } ?? []
    return some.isEmpty || Set(some).count > 1 ? try size(key, or: fallback) : some[0]
  }

  /// A size that layers may have in different numbers, 0 for none: the largest.
  func largest(_ key: String, or fallback: Int? = nil) throws -> Int {
    guard let most = try counts(key)?.max(), most > 0 else { return try size(key, or: fallback) }
    return most
  }

  /// Number of token ids: the embedding's rows, which every file has.
  func vocabularySize() throws -> Int {
    guard let embedding = file.tensors["token_embd.weight"] else {
      throw ModelError(.badFile, "\(path): tensor 'token_embd.weight' is missing")
    }
    return max(1, embedding.rows)
  }

  /// The window of each layer; empty where no layer has one.
  ///
  /// - Parameter period: Every so many layers the last has no window, unless the file says which; nil if all have one.
  func windows(layers: Int, period: Int?) throws -> [Int?] {
    knows("attention.sliding_window_pattern", "rope.freq_base_swa", "rope.local.freq_base")
    guard let window = try optionalSize("attention.sliding_window") else { return [] }
    let key = "attention.sliding_window_pattern"
    if let pattern = try? file.integers(name(key)) {
      guard pattern.count >= layers else {
        throw ModelError(
          .badFile,
          "\(path): '\(key)' lists \(pattern.count) layers; the model has \(layers)")
      }
      return pattern.prefix(layers).map { $0 != 0 ? window : nil }
    }
    guard let period = try optionalSize(key) ?? period else {
      return Array(repeating: window, count: layers)
    }
    return (0..<layers).map { ($0 + 1) % period == 0 ? nil : window }
  }

  /// The values that a list has for `layers` layers, or one value for all of them.
  ///
  /// - Parameters:
  ///   - key: The key without the architecture before it.
  ///   - fallback: The value where the key is missing.
  func numbers(_ key: String, layers: Int, or fallback: Float? = nil) throws -> [Float] {
    if let fallback, !file.keys.contains(key) { return Array(repeating: fallback, count: layers) }
    asked.add(key)
    let one = file.double(key).map { Array(repeating: Float($0), count: layers) }
    guard let list = try one ?? file.floats(key), list.count >= layers,
      list.allSatisfy(\.isFinite)
    else {
      throw ModelError(.badFile, "\(path): '\(key)' has no number for each of \(layers) layers")
    }
    return Array(list.prefix(layers))
  }
}

extension GGUFConfigReader {
  /// The rotary axes and their scaling.
  ///
  /// - Parameter fallback: The base where the file gives none.
  func rotary(
    headWidth: Int, contextLength: Int, base fallback: Double = 10_000
  ) throws -> Rotary {
    let width = try size("rope.dimension_count", or: headWidth)
    // Ollama's converter calls the base of Gemma 3 otherwise, or leaves it to the program.
    let base =
      optionalNumber("rope.freq_base") ?? optionalNumber("rope.global.freq_base") ?? fallback
    knows("rope.scale_linear", "rope.scaling.type", "rope.scaling.attn_factor")
    guard width >= 2, width % 2 == 0, width <= headWidth, base > 0 else {
      throw ModelError(
        .badFile, "\(path): rotation of \(width) of \(headWidth) elements with base \(base)")
    }
    var rotary = Rotary(width: width, base: base)
    rotary.scaling = try rotaryScaling(pairs: width / 2, contextLength: contextLength)
    return rotary
  }

  /// The scaling of frequencies, from metadata or from the tensors of divisors that llama3's and Phi-3's become.
  private func rotaryScaling(pairs: Int, contextLength: Int) throws -> Rotary.Scaling {
    if let divisors = try divisors("rope_freqs.weight", pairs) { return .divisors(divisors) }
    // Files of 2023 have the factor under another name and no type.
    let linear = optionalNumber("rope.scale_linear")
    let factor = optionalNumber("rope.scaling.factor") ?? linear ?? 1
    guard factor.isFinite, factor > 0 else {
      throw ModelError(.badFile, "\(path): rotation scaled by the factor \(factor)")
    }
    let magnitude = optionalNumber("rope.scaling.attn_factor")
    let trained = try size("rope.scaling.original_context_length", or: contextLength)
    if let short = try divisors("rope_factors_short.weight", pairs),
      let long = try divisors("rope_factors_long.weight", pairs)
    {
      return .longRope(
        Rotary.LongRope(
          short: short.map { Double($0) }, long: long.map { Double($0) }, context: trained,
          magnitude: magnitude ?? Rotary.LongRope.magnitude(from: trained, to: contextLength)))
    }
    // llama.cpp takes a factor without type for a linear one.
    switch text("rope.scaling.type") ?? (factor == 1 ? "none" : "linear") {
    case "none", "longrope": return .none
    case "linear": return .linear(factor: factor)
    case "yarn":
      var yarn = Rotary.YaRN(factor: factor, context: trained)
      yarn.betaFast = number("rope.scaling.yarn_beta_fast", or: 32)
      yarn.betaSlow = number("rope.scaling.yarn_beta_slow", or: 1)
      yarn.attentionFactor = magnitude
      // Files with this key are of models whose two factors on cosines and sines cancel.
      knows("rope.scaling.yarn_log_multiplier")
      if magnitude == nil, optionalNumber("rope.scaling.yarn_log_multiplier") != nil {
        yarn.attentionFactor = 1
      }
      return .yarn(yarn)
    case let kind:
      throw ModelError(
        .badFile,
        "\(path): rope scaling '\(kind)' is not supported; none, linear, yarn and longrope are")
    }
  }

  private func divisors(_ name: String, _ pairs: Int) throws -> [Float]? {
    guard let tensor = file.tensors[name] else { return nil }
    guard tensor.shape == [pairs] else {
      throw ModelError(.badFile, "\(path): '\(name)' is \(tensor.shape); expected [\(pairs)]")
    }
    return try tensor.widened().array
  }
}
