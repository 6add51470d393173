internal import Files
public import Formats
internal import Tensors

/// How many layers a model has, and how many heads are in each.
public struct ModelSize: Equatable, Sendable {
  /// Number of layers.
  public let layers: Int

  /// Number of heads in a layer.
  public let heads: Int

  /// What layers without patterns have instead, by layer: linear attention, a state space.
  public let patternless: [Int: String]

  /// The key in `model_cfg.json` under which `patternless` is kept.
  public static let patternlessKey = "patternless_layers"

  /// The largest total of heads that is accepted from a file; the largest models have some 16,000.
  public static let mostHeads = 1 << 17

  /// Takes the numbers of a file; nil if they are no model's.
  public init?(layers: Int, heads: Int, patternless: [Int: String] = [:]) {
    guard (1...Self.mostHeads).contains(layers), (1...Self.mostHeads).contains(heads),
      layers * heads <= Self.mostHeads
    else { return nil }
    (self.layers, self.heads, self.patternless) = (layers, heads, patternless)
  }

  /// Reads the sizes from the fields of a HookedTransformerConfig; nil if they are missing or
  /// wrong.
  public init?(_ config: JSONObject) {
    guard let layers = config["n_layers"]?.integerValue,
      let heads = config["n_heads"]?.integerValue
    else { return nil }
    var patternless: [Int: String] = [:]
    for (key, value) in config[Self.patternlessKey]?.objectValue ?? [:] {
      guard let layer = Int(key), let kind = value.stringValue else { continue }
      patternless[layer] = kind
    }
    self.init(layers: layers, heads: heads, patternless: patternless)
  }

  /// The layers that have patterns.
  public var patternLayers: [Int] { (0..<layers).filter { patternless[$0] == nil } }

  /// All heads that have patterns, layer by layer.
  public var everyHead: [Head] {
    patternLayers.flatMap { layer in (0..<heads).map { Head(layer: layer, index: $0) } }
  }
}

extension ModelSize {
  /// The sentence for a layer without a pattern: what it has instead, and which layers have
  /// patterns.
  public func patternlessSentence(_ layer: Int) -> String {
    let own = patternLayers
    let others =
      own.isEmpty ? "no layer has patterns" : "layers with patterns are \(Self.ranges(own))"
    return
      "layer \(layer) has \(patternless[layer] ?? "no attention"), which has no pattern; \(others)"
  }

  /// Ascending numbers, neighbours as a range: `3, 7-9`.
  package static func ranges(_ numbers: [Int], separator: String = ", ") -> String {
    var parts: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = parts.last, last.upperBound + 1 == number {
        parts[parts.count - 1] = last.lowerBound...number
      } else {
        parts.append(number...number)
      }
    }
    return parts.map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
    }.joined(separator: separator)
  }
}

extension CaptureStore {
  /// The size of `model` by its saved configuration, or by the first saved patterns where there is
  /// none.
  ///
  /// - Throws: `FormatError` where neither says so, or the numbers are none of a model.
  public func size(of model: String) throws -> ModelSize {
    let path = folder(of: model) + "/model_cfg.json"
    guard fileExists(path) else { return try sizeOfPatterns(of: model) }
    guard let config = try config(of: model).objectValue else {
      throw FormatError(path: path, problem: "a model's configuration is an object")
    }
    if let size = ModelSize(config) { return size }
    guard let layers = config["n_layers"], let heads = config["n_heads"] else {
      throw FormatError(path: path, problem: "lacks n_layers or n_heads")
    }
    throw FormatError(
      path: path,
      problem:
        "n_layers \(layers.text.prefix(40)) and n_heads \(heads.text.prefix(40)) are no model's: "
        + "whole numbers from 1, \(ModelSize.mostHeads) heads of all layers at most")
  }

  private func sizeOfPatterns(of model: String) throws -> ModelSize {
    for prompt in prompts(of: model).prompts {
      guard let folder = promptFolder(prompt.hash, of: model) else { continue }
      if let file = try? NPZFile(path: folder + "/" + Self.archiveName) {
        let names = file.names.filter { HookPoint($0)?.kind == .pattern }
        let layers = names.compactMap { HookPoint($0)?.layer }.max()
        if let layers, let name = names.first, let shape = try? file.shape(of: name),
          shape.count >= 3,
          let size = ModelSize(layers: layers + 1, heads: shape[shape.count - 3])
        {
          return size
        }
      }
      if let stack = try? Self.stackedPatterns(folder + "/" + Self.stackedName),
        let size = ModelSize(layers: stack.shape[0], heads: stack.shape[1])
      {
        return size
      }
    }
    throw FormatError(
      path: folder(of: model),
      problem: "has no model_cfg.json, and no saved patterns that tell of heads")
  }
}
