public import Files

// PyTorch's own files, as torch.save writes them: https://docs.pytorch.org/docs/stable/notes/serialization.html

/// The tensors of a PyTorch checkpoint (`pytorch_model.bin`, `.pth`, `.pt`), mapped and checked,
/// none of them read.
///
/// The checkpoint's pickle is read by `PickleReader`, which builds tensors and containers and
/// nothing else, so a file from anywhere may be opened. Tensors keep their place in the file; a
/// transposed or strided one is copied in order.
public struct TorchFile: Sendable {
  /// The path as it was given.
  public let path: String

  /// Every tensor by its name in the state dictionary.
  public let tensors: [String: StoredTensor]

  /// Maps the file at `path` and reads its pickle.
  ///
  /// The state dictionary is the pickled value itself or, where that holds no tensor, what it has
  /// under
  /// `state_dict`, `model_state_dict`, `model` or `module`.
  /// - Throws: `FormatError` where the file can't be mapped, is none of PyTorch's, imports or does anything that
  ///   is refused, or has a tensor that is not in its bytes.
  public init(path: String) throws { try self.init(MappedFile(path: path)) }

  /// Reads the pickle of a file that is mapped already; throws as `init(path:)` does.
  public init(_ file: MappedFile) throws {
    let archive =
      if unsafe file.withBytes(
        0..<min(4, file.count), { unsafe $0.elementsEqual("PK\u{3}\u{4}".utf8) })
      {
        try TorchArchive(zip: file)
      } else {
        try TorchArchive(legacy: file)
      }
    path = file.path
    var builder = TorchTensorBuilder(archive: archive, file: file)
    tensors = try builder.tensors()
  }
}
