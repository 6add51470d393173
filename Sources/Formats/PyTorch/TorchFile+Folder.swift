internal import Files

extension TorchFile {
  /// All tensors of the checkpoint in a folder: `pytorch_model.bin`, its shards, or the only file
  /// that ends in `.pth` or `.pt` and is no training's state.
  ///
  /// - Throws: `FormatError` where none is there, a shard is missing or broken, or a tensor is not in the
  ///   shard where `pytorch_model.bin.index.json` says it is.
  public static func openFolder(_ path: String) throws -> [String: StoredTensor] {
    guard let tensors = try openFolderIfAny(path) else {
      throw FormatError(
        path: path,
        problem: "has no weights: no model.safetensors, pytorch_model.bin or shards of them")
    }
    return tensors
  }

  /// The same, or nil where no file is there.
  static func openFolderIfAny(_ path: String) throws -> [String: StoredTensor]? {
    try Checkpoint.open(
      "pytorch_model.bin", in: path,
      isWeights: { name in
        (name.hasSuffix(".pth") || name.hasSuffix(".pt")) && !Checkpoint.isTrainingState(name)
      },
      file: { try TorchFile(path: $0).tensors })
  }
}
