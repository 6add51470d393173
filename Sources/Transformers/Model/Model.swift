public import Activations
import Files
public import Formats
import Foundation
public import Tensors

/// A language model that can be run: its configuration and its weights.
///
/// Immutable, so any number of threads may run it.
public final class Model: Sendable {
  /// The model's configuration.
  public let config: ModelConfig
  /// The file or folder that it was opened from.
  public let path: String
  /// A sentence for the user about each setting of its configuration that is unknown here.
  public let warnings: [String]
  /// The ids of the tokens that end a text, by the model's files.
  public let endTokens: [Int]
  /// Its weights, mapped.
  public let weights: Weights
  /// The weights of the encoder that the model's blocks attend to, if there is one.
  let encoderWeights: Weights?
  /// The files that hold the weights.
  private let files: [MappedFile]

  /// Opens a GGUF file or a Hugging Face folder; no weight is read yet.
  ///
  /// - Parameters:
  ///   - path: The file or folder.
  ///   - name: What to call the model; by default the last part of the path, without `.gguf`.
  ///   - part: Which part of a model with an encoder and a decoder; passed over in others.
  ///   - asTransformerLens: Whether to do as TransformerLens does where it is known to differ from the models' own programs.
  ///     The name of a model that does ends in `.tl-compat`.
  /// - Throws: `ModelError` or `FormatError` naming the file and what is wrong with it.
  public convenience init(
    path: String, name: String? = nil, part: ModelPart? = nil, asTransformerLens: Bool = false
  ) throws {
    var isFolder = ObjCBool(false)
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw ModelError(.notFound, "there is no model at '\(path)'")
    }
    let url = URL(filePath: path).standardizedFileURL
    if isFolder.boolValue {
      try Checkpoint.checkIsModel(path)
      try self.init(
        config: JSON.load(path: path + "/config.json"),
        tensors: Checkpoint.openFolder(path), path: path,
        name: name ?? url.lastPathComponent, part: part,
        asTransformerLens: asTransformerLens)
    } else if url.pathExtension.lowercased() == "safetensors"
      || url.lastPathComponent == "config.json"
    {
      throw ModelError(
        .badFile,
        "\(path): give the folder, which has the weights and their configuration (config.json)")
    } else {
      let file = try GGUFFile(path: path)
      var spec = try ModelSpec(gguf: file)
      spec.config.name = name ?? url.deletingPathExtension().lastPathComponent
      if asTransformerLens { spec.followTransformerLens() }
      spec.take(part)
      self.init(spec, tensors: file.tensors, path: path, ends: EndTokens(file))
    }
  }

  /// Makes a model of a parsed `config.json` and the tensors of its files.
  public convenience init(
    config: JSON, tensors: [String: StoredTensor], path: String, name: String,
    part: ModelPart? = nil, asTransformerLens: Bool = false
  ) throws {
    var spec = try ModelSpec(config: config, path: path + "/config.json")
    spec.config.name = name
    if asTransformerLens { spec.followTransformerLens(config) }
    spec.take(part)
    let tensors = try Checkpoint.weights(tensors, config: config, path: path)
    if let warning = biasWarning(config, tensors: tensors.keys, path: path) {
      spec.warnings.append(warning)
    }
    if let warning = Checkpoint.plainWeightsWarning(tensors, config: config, path: path) {
      spec.warnings.append(warning)
    }
    self.init(
      spec, tensors: tensors, path: path, ends: EndTokens(config: config, folder: path))
  }

  private init(_ other: Model, name: String) {
    var config = other.config
    config.name = name
    self.config = config
    (path, warnings, endTokens) = (other.path, other.warnings, other.endTokens)
    (weights, encoderWeights, files) = (other.weights, other.encoderWeights, other.files)
  }

  private init(
    _ spec: ModelSpec, tensors: [String: StoredTensor], path: String, ends: EndTokens
  ) {
    self.path = path
    config = spec.config
    warnings = spec.warnings + ends.warnings
    endTokens = ends.ids
    let holders = tensors.values.map { (ObjectIdentifier($0.file), $0.file) }
    files = Array(Dictionary(holders) { first, _ in first }.values)
    let encoder = spec.config.encoder.flatMap { config in
      spec.encoderLayout.map { (config, $0) }
    }
    weights = Weights(tensors, at: path, layout: spec.layout, config: spec.config)
    encoderWeights = encoder.map { config, layout in
      Weights(tensors, at: path, layout: layout, config: config)
    }
  }
}

extension Model {
  /// The same model under another name, so that its captures are kept apart; weights are shared.
  public func named(_ name: String) -> Model { Model(self, name: name) }
}

/// What one pass of one prompt gave.
public struct Run: Sendable {
  /// The captured values.
  public let cache: ActivationCache
  /// Scores of the next token at every place, `[tokens, vocabulary]`, if asked for.
  public let logits: Tensor?

  /// Makes a result of what a pass gave.
  public init(cache: ActivationCache, logits: Tensor?) {
    (self.cache, self.logits) = (cache, logits)
  }
}

extension Model {
  /// Throws `FormatError` where a file of weights was shortened since it was opened: what was read from it may be zeros.
  func checkFiles() throws { for file in files { try file.checkWhole() } }
}
