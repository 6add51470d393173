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
  public private(set) var tensors: [String: StoredTensor]

  let file: MappedFile
  let values: [String: GGUFValue]

  /// Bytes of the file, with those of the parts that it is split into.
  public var byteCount: Int {
    let holders = tensors.values.map { (ObjectIdentifier($0.file), $0.file.count) }
    return Dictionary(holders + [(ObjectIdentifier(file), file.count)]) { first, _ in first }
      .values.reduce(0, +)
  }

  /// The keys of the metadata, sorted.
  public var keys: [String] { values.keys.sorted() }

  /// Maps the file at `path` and checks all that describes its tensors and metadata; of a split file the first part, with the
  /// tensors of the others, which lie beside it.
  ///
  /// - Throws: `FormatError` where the file can't be mapped or breaks a rule of the format, is a later part of a split file, or
  ///   lacks one; in a file that opens, every value and every tensor's bytes lie in the file.
  public init(path: String) throws {
    let first = try GGUFFile(part: path)
    self = try first.integer("split.count").map { try first.joined(of: $0) } ?? first
  }

  /// The file at `path` by itself.
  private init(part path: String) throws {
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

extension GGUFFile {
  /// This first part of `count` with the tensors of the others.
  private func joined(of count: Int) throws -> GGUFFile {
    let number = integer("split.no") ?? 0
    guard count > 1 || number > 0 else { return self }
    func error(_ problem: String) -> FormatError { FormatError(path: path, problem: problem) }
    guard (2...9_999).contains(count), (0..<count).contains(number) else {
      throw error("is part \(number + 1) of \(count) of a split GGUF file; such parts are not read")
    }
    guard let beginning = GGUFFile.base(ofPart: number, of: count, path: path) else {
      throw error(
        "is one of \(count) parts of a split GGUF file, without its name "
          + "(NAME-\(GGUFFile.ending(number, of: count))): parts lie beside one another, "
          + "or are merged by llama.cpp's gguf-split")
    }
    guard number == 0 else {
      throw error(
        "is part \(number + 1) of \(count) of a split GGUF file: give the first, "
          + "\(beginning.split(separator: "/").last ?? "")-\(GGUFFile.ending(0, of: count))")
    }
    var whole = self
    for part in 1..<count {
      let other = beginning + "-" + GGUFFile.ending(part, of: count)
      guard fileExists(other) else {
        throw error(
          "is the first of \(count) parts of a split GGUF file, and part \(part + 1), "
            + "\(other.split(separator: "/").last ?? ""), is not beside it")
      }
      try whole.tensors.merge(GGUFFile(part: other).tensors) { first, _ in first }
    }
    if let expected = integer("split.tensors.count"), expected != whole.tensors.count {
      throw error(
        "has \(whole.tensors.count) tensors in its \(count) parts; \(expected) are expected")
    }
    return whole
  }

  /// How the names of parts end.
  private static func ending(_ number: Int, of count: Int) -> String {
    func digits(_ number: Int) -> String {
      String(repeating: "0", count: max(0, 5 - String(number).count)) + String(number)
    }
    return "\(digits(number + 1))-of-\(digits(count)).gguf"
  }

  /// What stands in all parts' paths before their numbers; nil where `path` is not named as a part.
  private static func base(ofPart number: Int, of count: Int, path: String) -> String? {
    let ending = "-" + ending(number, of: count)
    return path.hasSuffix(ending) ? String(path.dropLast(ending.count)) : nil
  }

  /// Whether a file of this name is a later part of a split file.
  public static func isLaterPart(_ name: String) -> Bool {
    guard let match = name.lowercased().wholeMatch(of: /.*-([0-9]{5})-of-[0-9]{5}\.gguf/) else {
      return false
    }
    return match.1 != "00001"
  }
}
