// The compiler takes `stat` as a part of the first C module that it met it in: this one or Glibc.
import CDispatch
import Foundation
import Glibc

/// The files a model came from, and their state when it was opened.
package struct ModelOrigin: Equatable {
  /// The GGUF file or the folder; the model inside the program has its name.
  package let path: String
  /// The identities of the edits that are applied in its passes.
  package var edits: [String] = []
  /// What tells each file from one that was written since, by its path.
  private let files: [String: [Int]]

  /// Endings of files that models and tokenizers are read from.
  private static let endings = ["safetensors", "bin", "pt", "pth", "gguf", "json", "model", "txt"]

  /// Notes the state of the file, or of the files in the folder, at `path`.
  package init(path: String) {
    self.path = path
    var isFolder = ObjCBool(false)
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      files = [:]
      return
    }
    let names =
      isFolder.boolValue ? (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] : []
    let models = names.filter { name in Self.endings.contains { name.hasSuffix("." + $0) } }
    let paths = isFolder.boolValue ? models.map { path + "/" + $0 } : [path]
    files = Dictionary(
      paths.compactMap { path in Self.state(path).map { (path, $0) } }, uniquingKeysWith: { $1 })
  }

  /// Whether the files have changed since they were opened; files that were deleted count as
  /// unchanged, since they are still mapped.
  package var hasChanged: Bool {
    var now = ModelOrigin(path: path)
    now.edits = edits
    return !now.files.isEmpty && now != self
  }

  /// Device, inode, length and time of the last change, links followed.
  private static func state(_ path: String) -> [Int]? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return [
      Int(status.st_dev), Int(status.st_ino), Int(status.st_size), Int(status.st_mtim.tv_sec),
      Int(status.st_mtim.tv_nsec),
    ]
  }
}
