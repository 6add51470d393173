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
  /// - Throws: `FormatError` where there is no such array, it is damaged, its numbers or its way of
  ///   compression are of a kind that can't be read, or it takes more memory than there is.
  public func tensor(_ name: String) throws -> Tensor {
    try unsafe withContent(of: name) { entry, content in
      try LargeArrays.inTurn(entry.uncompressedCount) {
        switch entry.method {
        case 0: return try unsafe tensor(of: entry, stored: content)
        case 8: return try unsafe tensor(of: entry, deflated: content)
        default:
          throw error(
            entry, "is compressed by method \(entry.method); 0 and 8 (deflate) can be read")
        }
      }
    }
  }

  /// The lengths of the axes of the array named `name`, whose numbers are not read.
  ///
  /// - Throws: `FormatError` where there is no such array, or what says so is damaged.
  public func shape(of name: String) throws -> [Int] {
    try unsafe withContent(of: name) { try unsafe header(of: $0, $1).shape }
  }

  private func withContent<Result>(
    of name: String, _ body: (ZipEntry, UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    guard let entry = entries[name] else {
      throw FormatError(path: path, problem: "has no array named '\(name)'")
    }
    return try unsafe file.withBytes(0..<file.count) { bytes in
      let range = try unsafe ZipDirectory(bytes, path: path).content(of: entry)
      return try unsafe body(entry, UnsafeRawBufferPointer(rebasing: bytes[range]))
    }
  }

  /// What stands before a member's numbers.
  private func header(of entry: ZipEntry, _ content: UnsafeRawBufferPointer) throws -> NPYHeader {
    func beginning(_ count: Int) -> [UInt8] {
      entry.method == 8
        ? unsafe Inflate.beginning(of: content, count: count) : unsafe Array(content.prefix(count))
    }
    // Nearly all headers have 128 bytes.
    var bytes = beginning(128)
    guard let length = NPYHeader.length(bytes), length <= 1 << 20 else {
      throw error(entry, "is no npy file")
    }
    if length > bytes.count { bytes = beginning(length) }
    guard length <= bytes.count else { throw error(entry, "is no npy file") }
    return try NPYHeader(parsing: Array(bytes[..<length])) { error(entry, $0) }
  }

  /// Makes sure, before memory is taken, that a member has the bytes that its array takes, and that there is memory.
  private func checkSize(of entry: ZipEntry, _ content: UnsafeRawBufferPointer) throws {
    // Small ones are read faster than looked at.
    guard entry.uncompressedCount > 1 << 24 else { return }
    let header = try unsafe header(of: entry, content)
    try header.checkSize(entry.uncompressedCount - header.length) { error(entry, $0) }
  }

  private func tensor(of entry: ZipEntry, stored content: UnsafeRawBufferPointer) throws -> Tensor {
    guard content.count == entry.uncompressedCount else {
      throw error(entry, "is stored in \(content.count) bytes and has \(entry.uncompressedCount)")
    }
    try unsafe checkSize(of: entry, content)
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
    try unsafe checkSize(of: entry, content)
    var result: NPYContent?
    let values = try unsafe [Float](unsafeUninitializedCapacity: count / 4 + 1) { buffer, used in
      let bytes = unsafe UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count])
      guard unsafe Inflate.fill(bytes, from: content),
        unsafe Checksum.update(0, UnsafeRawBufferPointer(bytes)) == entry.crc
      else { throw error(entry, Self.damage) }
      let content = try unsafe NPYContent(movingIn: bytes) { error(entry, $0) }
      used = content.floatCount
      result = content
    }
    switch result {
    case .tensor(let tensor)?: return tensor
    case .floats(let shape)?: return Tensor(shape: shape, values: values)
    case nil: throw error(entry, Self.damage)
    }
  }

  private static let damage = "is damaged: its content doesn't match its checksum"

  private func error(_ entry: ZipEntry, _ problem: String) -> FormatError {
    FormatError(path: path, problem: "'\(entry.name)' \(problem)")
  }
}
