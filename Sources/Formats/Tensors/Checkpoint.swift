internal import Files

/// The weights of a Hugging Face folder, in whichever files they come.
public enum Checkpoint {
  /// All tensors of the folder at `path`: of `model.safetensors` or its shards, else of `pytorch_model.bin` or
  /// its shards, else of the only `.pth` or `.pt` file.
  ///
  /// - Throws: `FormatError` where none of these is there, a shard is missing, or a file is broken.
  public static func openFolder(_ path: String) throws -> [String: StoredTensor] {
    if SafetensorsFile.isFolder(path) { return try SafetensorsFile.openFolder(path) }
    return try TorchFile.openFolder(path)
  }

  /// The tensors of the file `name` in a folder, or of the shards that `name.index.json` lists; nil where
  /// neither is there.
  static func open(
    _ name: String, in folder: String, file open: (String) throws -> [String: StoredTensor]
  ) throws -> [String: StoredTensor]? {
    let single = folder + "/" + name
    if fileExists(single) { return try open(single) }
    let index = name + ".index.json"
    let indexPath = folder + "/" + index
    guard fileExists(indexPath) else { return nil }
    guard let weights = try JSON.load(path: indexPath)["weight_map"]?.objectValue else {
      throw FormatError(path: indexPath, problem: "has no object under 'weight_map'")
    }
    var shards: [String: [String: StoredTensor]] = [:]
    var tensors: [String: StoredTensor] = [:]
    for (tensorName, value) in weights {
      guard let file = value.stringValue, isPlainName(file) else {
        throw FormatError(
          path: indexPath,
          problem: "'\(tensorName)' is in \(value.text), which names no file beside it")
      }
      let shard = try shards[file] ?? open(folder + "/" + file)
      shards[file] = shard
      guard let tensor = shard[tensorName] else {
        throw FormatError(
          path: folder + "/" + file, problem: "lacks '\(tensorName)', which \(index) puts here")
      }
      tensors[tensorName] = tensor
    }
    return tensors
  }

  /// Whether `name` stays in the folder that it is appended to.
  static func isPlainName(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(UInt8(ascii: "/"))
      && !name.utf8.contains(0)
  }
}
