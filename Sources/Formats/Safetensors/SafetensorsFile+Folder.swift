internal import Files

extension SafetensorsFile {
  /// All tensors of the checkpoint in a folder: `model.safetensors`, its shards, or the only file
  /// that ends in `.safetensors`.
  ///
  /// - Throws: `FormatError` where none is there, a shard is missing or broken, or a tensor is not in
  ///   the shard where `model.safetensors.index.json` says it is.
  public static func openFolder(_ path: String) throws -> [String: StoredTensor] {
    guard let tensors = try openFolderIfAny(path) else {
      throw FormatError(
        path: path, problem: "has neither model.safetensors nor model.safetensors.index.json")
    }
    return tensors
  }

  /// The same, or nil where no file is there.
  static func openFolderIfAny(_ path: String) throws -> [String: StoredTensor]? {
    try Checkpoint.open(
      "model.safetensors", in: path,
      isWeights: { $0.hasSuffix(".safetensors") && !$0.hasPrefix("adapter_") },
      file: { try SafetensorsFile(path: $0).tensors })
  }
}
