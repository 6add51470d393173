extension SafetensorsFile {
  /// All tensors of the checkpoint in a folder: `model.safetensors`, or the shards that an index names.
  ///
  /// - Throws: `FormatError` where neither is there, a shard is missing or broken, or a tensor is not in
  ///   the shard where `model.safetensors.index.json` says it is.
  public static func openFolder(_ path: String) throws -> [String: StoredTensor] {
    let single = path + "/model.safetensors"
    if fileExists(single) { return try SafetensorsFile(path: single).tensors }
    let indexPath = path + "/model.safetensors.index.json"
    guard fileExists(indexPath) else {
      throw FormatError(
        path: path, problem: "has neither model.safetensors nor model.safetensors.index.json")
    }
    guard let weights = try JSON.load(path: indexPath)["weight_map"]?.objectValue else {
      throw FormatError(path: indexPath, problem: "has no object under 'weight_map'")
    }
    var shards: [String: SafetensorsFile] = [:]
    var tensors: [String: StoredTensor] = [:]
    for (name, value) in weights {
      guard let file = value.stringValue, isPlainName(file) else {
        throw FormatError(
          path: indexPath, problem: "'\(name)' is in \(value.text), which names no file beside it")
      }
      let shard = try shards[file] ?? SafetensorsFile(path: path + "/" + file)
      shards[file] = shard
      guard let tensor = shard.tensors[name] else {
        throw FormatError(
          path: shard.path, problem: "lacks '\(name)', which model.safetensors.index.json puts here"
        )
      }
      tensors[name] = tensor
    }
    return tensors
  }

  /// Whether `name` stays in the folder that it is appended to.
  private static func isPlainName(_ name: String) -> Bool {
    !name.isEmpty && name != "." && name != ".." && !name.utf8.contains(UInt8(ascii: "/"))
      && !name.utf8.contains(0)
  }
}
