internal import Files
public import Formats
internal import Tensors

/// How many layers a model has, and how many heads are in each.
public struct ModelSize: Equatable, Sendable {
  /// Layers.
  public let layers: Int

  /// Heads in a layer.
  public let heads: Int

  /// The most heads of all layers together that a file is believed to have; the largest models have some 16,000.
  public static let mostHeads = 1 << 17

  /// Takes the numbers; nil where no model has them.
  public init?(layers: Int, heads: Int) {
    guard (1...Self.mostHeads).contains(layers), (1...Self.mostHeads).contains(heads),
      layers * heads <= Self.mostHeads
    else { return nil }
    (self.layers, self.heads) = (layers, heads)
  }

  /// The sizes that the fields of a HookedTransformerConfig tell; nil where they tell none of a model.
  public init?(_ config: JSONObject) {
    guard let layers = config["n_layers"]?.integerValue,
      let heads = config["n_heads"]?.integerValue
    else { return nil }
    self.init(layers: layers, heads: heads)
  }

  /// All heads, layer by layer.
  public var everyHead: [Head] {
    (0..<layers).flatMap { layer in (0..<heads).map { Head(layer: layer, index: $0) } }
  }
}

extension CaptureStore {
  /// The numbers of layers and heads of `model`: as its configuration says, or, of a folder without
  /// one, as the first saved patterns have them.
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
