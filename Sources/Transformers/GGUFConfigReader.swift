import Formats
import Tensors

/// Reads the metadata of a GGUF file under its architecture's prefix.
struct GGUFConfigReader {
  let file: GGUFFile
  let architecture: String

  /// The file's path, for messages.
  var path: String { file.path }

  /// A whole number from 1 on; `fallback` where the key is missing.
  func size(_ key: String, or fallback: Int? = nil) throws -> Int {
    let name = "\(architecture).\(key)"
    guard let size = file.integer(name) ?? fallback else {
      throw ModelError(.badFile, "\(path): '\(name)' is missing")
    }
    guard (1...1 << 30).contains(size) else {
      throw ModelError(.badFile, "\(path): '\(name)' is \(size); a whole number from 1 on")
    }
    return size
  }

  /// A whole number from 1 on, or nil where the key is missing or 0, which writers put for "none".
  func optionalSize(_ key: String) throws -> Int? {
    switch file.integer("\(architecture).\(key)") {
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

  func optionalNumber(_ key: String) -> Double? { file.double("\(architecture).\(key)") }

  /// A limit or factor; nil where the key is missing or 0, which writers put for "none".
  func optionalFactor(_ key: String) -> Float? {
    optionalNumber(key).flatMap { $0 == 0 ? nil : Float($0) }
  }

  func flag(_ key: String, or fallback: Bool) -> Bool {
    file.bool("\(architecture).\(key)") ?? fallback
  }

  func text(_ key: String) -> String? { file.string("\(architecture).\(key)") }

  /// Whether the file has the tensor `name`, given without `.weight`.
  func has(_ name: String) -> Bool { file.tensors[name + ".weight"] != nil }

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
    guard let window = try optionalSize("attention.sliding_window") else { return [] }
    let key = "attention.sliding_window_pattern"
    if let pattern = try? file.integers("\(architecture).\(key)") {
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
  func numbers(_ key: String, layers: Int) throws -> [Float] {
    if let one = file.double(key) { return Array(repeating: Float(one), count: layers) }
    guard let list = try file.floats(key), list.count >= layers else {
      throw ModelError(.badFile, "\(path): '\(key)' has no number for each of \(layers) layers")
    }
    return Array(list.prefix(layers))
  }
}

extension GGUFConfigReader {
  /// The rotary axes and their scaling.
  func rotary(headWidth: Int, contextLength: Int) throws -> Rotary {
    let width = try size("rope.dimension_count", or: headWidth)
    let base = number("rope.freq_base", or: 10_000)
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
    let factor = number("rope.scaling.factor", or: 1)
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
    switch text("rope.scaling.type") ?? "none" {
    case "none", "longrope": return .none
    case "linear": return .linear(factor: factor)
    case "yarn":
      var yarn = Rotary.YaRN(factor: factor, context: trained)
      yarn.betaFast = number("rope.scaling.yarn_beta_fast", or: 32)
      yarn.betaSlow = number("rope.scaling.yarn_beta_slow", or: 1)
      yarn.attentionFactor = magnitude
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
