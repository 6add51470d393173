package import Files

// The format is described at https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT: members, each
// after a local header, then the central directory and its end record.

/// Writes an npz file member by member; the file appears under its name when it is finished.
public struct NPZWriter: ~Copyable {
  /// The file that is written.
  package private(set) var output: OutputFile
  private var directory: [UInt8] = []
  private var names: Set<String> = []

  /// Starts a temporary file beside `path`; throws `FormatError` where that can't be done.
  public init(path: String) throws { output = try OutputFile(path: path) }

  /// Appends one array.
  ///
  /// - Throws: `FormatError` where there is one of this name or the system doesn't take the bytes.
  public mutating func append(_ array: EncodedArray) throws {
    guard names.insert(array.name).inserted else {
      throw FormatError(path: output.path, problem: "already has an array named '\(array.name)'")
    }
    guard array.name.utf8.count < 0xFFF0 else {
      throw FormatError(
        path: output.path, problem: "an array's name has \(array.name.utf8.count) bytes")
    }
    let entry = ZipEntry(array, offset: output.count)
    directory += entry.directoryRecord
    try output.write(entry.localHeader)
    try output.write(array.payload)
  }

  /// Writes the directory and gives the file its name; throws `FormatError` where that can't be done.
  public consuming func finish() throws {
    let end = ZipEntry.endRecords(
      count: names.count, offset: output.count, length: directory.count)
    try output.write(directory + end)
    try output.finish()
  }

  /// The bytes of an npz file of arrays with different names.
  public static func bytes(of arrays: [EncodedArray]) -> [UInt8] {
    var (bytes, directory): ([UInt8], [UInt8]) = ([], [])
    for array in arrays {
      let entry = ZipEntry(array, offset: bytes.count)
      directory += entry.directoryRecord
      bytes += entry.localHeader
      bytes += array.payload
    }
    let end = ZipEntry.endRecords(
      count: arrays.count, offset: bytes.count, length: directory.count)
    return bytes + directory + end
  }
}
