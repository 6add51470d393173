internal import Files

// The format is described at https://github.com/ggml-org/ggml/blob/master/docs/gguf.md.

/// The tensors and metadata of a `.gguf` file (version 2 or 3, little-endian), mapped and checked.
///
/// Opening walks over the metadata without decoding it, so it takes milliseconds for vocabularies of any
/// size; values are decoded each time they are asked for.
public struct GGUFFile: Sendable {
  /// The path as it was given.
  public let path: String

  /// Version of the format, 2 or 3.
  public let version: Int

  /// Every tensor by its name; shapes are slowest axis first.
  public let tensors: [String: StoredTensor]

  let file: MappedFile
  let values: [String: GGUFValue]

  /// The keys of the metadata, sorted.
  public var keys: [String] { values.keys.sorted() }

  /// Maps the file at `path` and checks all that describes its tensors and metadata.
  ///
  /// - Throws: `FormatError` where the file can't be mapped or breaks a rule of the format; in a file that
  ///   opens, every value and every tensor's bytes lie in the file.
  public init(path: String) throws {
    let file = try MappedFile(path: path)
    let whole = 0..<file.count
    (version, values, tensors) = try unsafe file.withBytes(whole) { bytes in
      var reader = unsafe GGUFReader(bytes, file: file)
      return try reader.header()
    }
    self.path = path
    self.file = file
  }
}
