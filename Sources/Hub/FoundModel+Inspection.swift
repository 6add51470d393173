internal import Files
internal import Formats
internal import Foundation

extension FoundModel {
  /// Looks into the files of a model: its configuration and the heads of its weight files, no
  /// weights.
  ///
  /// - Parameters:
  ///   - path: A GGUF file or a folder.
  ///   - supports: Whether models of a family can be loaded.
  static func inspect(
    name: String, path: String, source: Source, supports: ModelPlaces.Support
  ) -> FoundModel {
    var model = FoundModel(name: name, path: path, source: source)
    do {
      if isFolder(path) {
        try model.inspectFolder()
      } else {
        try model.inspectFile()
      }
    } catch {
      model.problem = "\(error)"
    }
    if let family = model.family, !supports(family, model.isGGUF), model.problem == nil {
      model.problem = "\(model.isGGUF ? "architecture" : "model type") '\(family)' is not supported"
    }
    return model
  }

  private mutating func inspectFile() throws {
    if path.lowercased().hasSuffix(".safetensors") {
      throw FormatError(
        path: path, problem: "give the folder, which has the configuration in config.json beside it"
      )
    }
    isGGUF = true
    byteCount = fileSize(path)
    let file = try GGUFFile(path: path)
    byteCount = file.byteCount
    let architecture = file.string("general.architecture")
    family = architecture
    guard let architecture else { return }
    layers = file.integer(architecture + ".block_count")
    let heads = architecture + ".attention.head_count"
    self.heads = try file.integer(heads) ?? file.integers(heads)?.max()
  }

  private mutating func inspectFolder() throws {
    byteCount = weightFiles.reduce(0) { $0 + fileSize(path + "/" + $1) }
    let config = path + "/config.json"
    var settings = JSON.null
    if FileManager.default.fileExists(atPath: config) {
      let fields = try JSON.load(path: config)
      settings = fields
      family =
        fields["model_type"]?.stringValue ?? fields["text_config"]?["model_type"]?.stringValue
      layers = fields.integer("num_hidden_layers", "n_layer", "n_layers", "num_layers")
      heads = fields.integer("num_attention_heads", "n_head", "n_heads", "num_heads")
    }
    let tensors = try Checkpoint.openFolder(path)
    guard !tensors.isEmpty else {
      throw FormatError(path: path, problem: "its weight files hold no tensor")
    }
    guard FileManager.default.fileExists(atPath: config) else {
      throw FormatError(path: path, problem: "has weights and no config.json")
    }
    _ = try Checkpoint.weights(tensors, config: settings, path: path)
  }

  /// The files of weights in the folder that loading would read; of two forms only one counts.
  private var weightFiles: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for suffix in [".safetensors", ".bin", ".pth", ".pt"] {
      let files = names.filter { $0.hasSuffix(suffix) && $0 != "training_args.bin" }
      if !files.isEmpty { return files }
    }
    return []
  }
}

/// Bytes of the file at `path`, links followed; 0 where there is none.
func fileSize(_ path: String) -> Int {
  let target = URL(filePath: path).resolvingSymlinksInPath().path
  let attributes = try? FileManager.default.attributesOfItem(atPath: target)
  return (attributes?[.size] as? NSNumber)?.intValue ?? 0
}

extension JSON {
  /// The number under the first of `keys` that has one, here or in the part about text.
  fileprivate func integer(_ keys: String...) -> Int? {
    keys.lazy.compactMap { key in
      self[key]?.integerValue ?? self["text_config"]?[key]?.integerValue
    }.first
  }
}
