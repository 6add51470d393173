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
    let endings =
      ["safetensors", "bin", "pt", "pth", "gguf"] + (weightsAlone ? [] : ["json"])
    let names = isFolder(path) ? folderContents(path) : [""]
    var digest = Digest(.md5)
    for name in names {
      let file = name.isEmpty ? path : path + "/" + name
      guard name.isEmpty || endings.contains(where: { name.hasSuffix("." + $0) }), !isFolder(file)
      else { continue }
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

  private static func add(_ bytes: [UInt8], to digest: inout Digest) {
    unsafe bytes.withUnsafeBytes { unsafe digest.update($0) }
  }

  private static let pageSize = 1 << 12
}
