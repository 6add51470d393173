internal import Files

extension SafetensorsFile {
  /// All tensors of the checkpoint in a folder: `model.safetensors`, or the shards that an index names.
  ///
  /// - Throws: `FormatError` where neither is there, a shard is missing or broken, or a tensor is not in
  ///   the shard where `model.safetensors.index.json` says it is.
  public static func openFolder(_ path: String) throws -> [String: StoredTensor] {
    let tensors = try Checkpoint.open(name, in: path) { try SafetensorsFile(path: $0).tensors }
    guard let tensors else {
      throw FormatError(
        path: path, problem: "has neither model.safetensors nor model.safetensors.index.json")
    }
    return tensors
  }

  /// Whether the folder at `path` has safetensors under the names that Hugging Face gives them.
  static func isFolder(_ path: String) -> Bool {
    fileExists(path + "/" + name) || fileExists(path + "/" + name + ".index.json")
  }

  private static let name = "model.safetensors"
}
