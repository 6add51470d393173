import Foundation

/// The path of a file or folder under `Tests/Fixtures`.
public func fixture(_ path: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures").appending(path: path).path
}

/// A new empty folder that is removed, with what is in it, when this value goes.
public final class TemporaryFolder: Sendable {
  /// Its absolute path.
  public let path: String

  /// Makes the folder; throws where the system's temporary folder can't be written.
  public init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "plens-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of `name` in this folder.
  public func file(_ name: String) -> String { path + "/" + name }
}
