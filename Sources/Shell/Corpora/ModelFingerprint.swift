import Files
import Foundation

/// What tells a model's files from others of the same name: their sizes, and samples of what they hold.
///
/// Reading all of a large model would take longer than a survey's first texts; a copy elsewhere has the same
/// fingerprint, another checkpoint of the same model another.
enum ModelFingerprint {
  /// What stands for the model inside the program.
  static let builtIn = "built-in"

  /// The fingerprint of the files at `path`, a file or a folder: 32 hexadecimal digits.
  ///
  /// The model inside the program has `builtIn`.
  ///
  /// - Parameter weightsAlone: Whether configurations don't count.
  /// - Throws: `FormatError` where a file can't be read.
  static func of(_ path: String, weightsAlone: Bool = false) throws -> String {
    guard fileExists(path) else { return builtIn }
    var digest = Digest(.md5)
    for (name, file) in try files(of: path, weightsAlone: weightsAlone) {
      let mapped = try MappedFile(path: file)
      add(Array("\(name) \(mapped.count)\n".utf8), to: &digest)
      // The ends, where headers are, and 64 pages between them.
      let starts = (0..<66).map { mapped.count / 66 * $0 } + [max(0, mapped.count - pageSize)]
      for start in starts {
        let range = min(start, mapped.count)..<min(start + pageSize, mapped.count)
        unsafe mapped.withBytes(range) { unsafe digest.update($0) }
      }
    }
    return digest.bytes.map { byte in
      let text = String(byte, radix: 16)
      return byte < 16 ? "0" + text : text
    }.joined()
  }

  /// Whether two models' files of weights have the same names and hold the same bytes, all of which are compared.
  ///
  /// - Throws: `FormatError` where a file can't be read; `CancellationError`.
  static func areWeightsEqual(
    _ first: String, _ second: String, isCancelled: () -> Bool
  ) throws -> Bool {
    let (mine, theirs) = (
      try files(of: first, weightsAlone: true), try files(of: second, weightsAlone: true)
    )
    guard !mine.isEmpty, mine.map(\.name) == theirs.map(\.name) else { return false }
    for (left, right) in zip(mine, theirs) {
      let (left, right) = (try MappedFile(path: left.path), try MappedFile(path: right.path))
      guard left.count == right.count else { return false }
      for start in stride(from: 0, to: left.count, by: stepSize) {
        if isCancelled() { throw CancellationError() }
        let range = start..<min(start + stepSize, left.count)
        let isSame = unsafe left.withBytes(range) { mine in
          unsafe right.withBytes(range) { theirs in
            guard let mine = mine.baseAddress, let theirs = theirs.baseAddress else {
              return true
            }
            return unsafe memcmp(mine, theirs, range.count) == 0
          }
        }
        guard isSame else { return false }
      }
    }
    return true
  }

  /// The files of the model at `path`, and their names, which a single file has none of.
  private static func files(
    of path: String, weightsAlone: Bool
  ) throws -> [(name: String, path: String)] {
    guard isFolder(path) else { return [("", path)] }
    let endings =
      ["safetensors", "bin", "pt", "pth", "gguf"] + (weightsAlone ? [] : ["json"])
    return try folderContents(path).compactMap { name in
      let file = path + "/" + name
      guard endings.contains(where: { name.hasSuffix("." + $0) }), !isFolder(file) else {
        return nil
      }
      return (name, file)
    }
  }

  private static func add(_ bytes: [UInt8], to digest: inout Digest) {
    unsafe bytes.withUnsafeBytes { unsafe digest.update($0) }
  }

  private static let pageSize = 1 << 12

  /// Bytes that are compared at a time.
  private static let stepSize = 1 << 23
}
