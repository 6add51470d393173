internal import Files
internal import Foundation

extension TorchFile {
  /// All tensors of the checkpoint in a folder: `pytorch_model.bin`, the shards that an index names, or the
  /// only file that ends in `.pth` or `.pt`.
  ///
  /// - Throws: `FormatError` where none is there, a shard is missing or broken, or a tensor is not in the
  ///   shard where `pytorch_model.bin.index.json` says it is.
  public static func openFolder(_ path: String) throws -> [String: StoredTensor] {
    let open = { (file: String) in try TorchFile(path: file).tensors }
    if let tensors = try Checkpoint.open("pytorch_model.bin", in: path, file: open) {
      return tensors
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let files = names.filter { $0.hasSuffix(".pth") || $0.hasSuffix(".pt") }.sorted()
    guard files.count < 2 else {
      throw FormatError(
        path: path,
        problem: "has several PyTorch files, \(files.joined(separator: ", ")), and no index of them"
      )
    }
    guard let file = files.first else {
      throw FormatError(
        path: path,
        problem: "has no weights: no model.safetensors, pytorch_model.bin or shards of them")
    }
    return try open(path + "/" + file)
  }
}
