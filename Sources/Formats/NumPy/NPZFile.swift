internal import Files
public import Tensors

/// The arrays of an npz file, mapped; each is read, decompressed and checked when it is asked for.
public struct NPZFile: Sendable {
  /// The path as it was given.
  public let path: String

  /// The arrays' names without `.npy`, in the file's order.
  public let names: [String]

  private let file: MappedFile
  private let entries: [String: ZipEntry]

  /// Maps the file at `path` and reads its directory.
  ///
  /// - Throws: `FormatError` where the file can't be mapped, is no zip file, or has an encrypted member or
  ///   two of one name.
  public init(path: String) throws {
    let file = try MappedFile(path: path)
    let all = try unsafe file.withBytes(0..<file.count) {
      try unsafe ZipDirectory($0, path: path).entries()
    }
    var entries: [String: ZipEntry] = [:]
    var names: [String] = []
    for entry in all {
      let name = entry.name.hasSuffix(".npy") ? String(entry.name.dropLast(4)) : entry.name
      guard entries.updateValue(entry, forKey: name) == nil else {
        throw FormatError(path: path, problem: "has two members named '\(name)'")
      }
      names.append(name)
    }
    self.path = path
    self.names = names
    self.file = file
    self.entries = entries
  }

  /// The array named `name` as float32, whatever numbers it holds, in C order.
  ///
  /// - Throws: `FormatError` where there is no such array, it is damaged, or its numbers or its way of
  ///   compression are of a kind that can't be read.
  public func tensor(_ name: String) throws -> Tensor {
    guard let entry = entries[name] else {
      throw FormatError(path: path, problem: "has no array named '\(name)'")
    }
    return try unsafe file.withBytes(0..<file.count) { bytes in
      let range = try unsafe ZipDirectory(bytes, path: path).content(of: entry)
      let content = unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
      switch entry.method {
      case 0: return try unsafe tensor(of: entry, stored: content)
      case 8: return try unsafe tensor(of: entry, deflated: content)
      default:
        throw error(entry, "is compressed by method \(entry.method); 0 and 8 (deflate) can be read")
      }
    }
  }

  private func tensor(of entry: ZipEntry, stored content: UnsafeRawBufferPointer) throws -> Tensor {
    guard content.count == entry.uncompressedCount else {
      throw error(entry, "is stored in \(content.count) bytes and has \(entry.uncompressedCount)")
    }
    guard unsafe Checksum.update(0, content) == entry.crc else { throw error(entry, Self.damage) }
    return try unsafe npyTensor(content) { error(entry, $0) }
  }

  private func tensor(of entry: ZipEntry, deflated content: UnsafeRawBufferPointer) throws -> Tensor
  {
    let count = entry.uncompressedCount
    // Checked before memory is allocated for what may be a lie.
    guard count / Inflate.greatestRatio <= content.count else {
      throw error(entry, "can't have \(count) bytes, having \(content.count) compressed ones")
    }
    guard let bytes = unsafe Inflate.bytes(of: content, count: count) else {
      throw error(entry, Self.damage)
    }
    return try unsafe bytes.withUnsafeBytes { bytes in
      guard unsafe Checksum.update(0, bytes) == entry.crc else { throw error(entry, Self.damage) }
      return try unsafe npyTensor(bytes) { error(entry, $0) }
    }
  }

  private static let damage = "is damaged: its content doesn't match its checksum"

  private func error(_ entry: ZipEntry, _ problem: String) -> FormatError {
    FormatError(path: path, problem: "'\(entry.name)' \(problem)")
  }
}
