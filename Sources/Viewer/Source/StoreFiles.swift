internal import Activations
// The compiler takes `stat` as a part of the first C module that it met it in: this one or Glibc.
internal import CDispatch
internal import Files
internal import Foundation
internal import Glibc

/// The files of a store that a request may see: those inside its folder, links followed.
struct StoreFiles: Sendable {
  let root: String

  /// A file that is there.
  struct Entry {
    /// Its absolute path, without links.
    let path: String

    /// What tells this content from another: a file of a store is replaced as a whole, never
    /// changed.
    let tag: String

    /// Bytes that it has.
    let count: Int
  }

  /// The regular file at these names under the root; nil where there is none, or a link leads out.
  func entry(_ names: [String]) -> Entry? {
    guard let (path, status) = inside(names), status.isFile else { return nil }
    return Entry(path: path, tag: status.tag, count: status.count)
  }

  /// What changes when a name comes into the folder at these names or goes; nil where there is none.
  func folderTag(_ names: [String]) -> String? {
    guard let (_, status) = inside(names), status.isFolder else { return nil }
    return status.tag
  }

  /// Names in the folder at these names, hidden ones left out; none where there is no folder, or a link leads out.
  ///
  /// - Throws: `FormatError` where it can't be listed.
  func names(in names: [String]) throws -> [String] {
    guard let (path, _) = inside(names) else { return [] }
    return try folderContents(path).filter { !$0.hasPrefix(".") }
  }

  /// A file as an answer: the content where it is small, else the open file, to be sent in parts.
  ///
  /// - Throws: `RequestProblem` 404 where it is gone by now.
  func answer(_ entry: Entry, type: String) throws -> ViewerAnswer {
    var answer = ViewerAnswer(type: type, tag: entry.tag)
    if entry.count <= Self.smallFile {
      answer.body = try content(entry)
    } else {
      guard let file = OpenFile(entry.path, count: entry.count) else {
        throw RequestProblem.missing("the file has changed: ask again")
      }
      answer.file = file
    }
    return answer
  }

  /// Bytes up to which a file is read at once.
  private static let smallFile = 1 << 18

  /// The content of a file.
  func content(_ entry: Entry) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: entry.path)))
  }

  /// Whether `name` is one step down: no separator, nothing hidden, no `..`.
  static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 255 && !name.hasPrefix(".")
      && name.utf8.allSatisfy { $0 >= 32 && $0 != 127 && $0 != 0x2F && $0 != 0x5C }
  }

  private func inside(_ names: [String]) -> (path: String, status: FileStatus)? {
    guard names.allSatisfy(Self.isPlain), let folder = realPath(root),
      let path = realPath(folder + "/" + names.joined(separator: "/")),
      path.hasPrefix(folder == "/" ? folder : folder + "/"), let status = FileStatus(path)
    else { return nil }
    return (path, status)
  }

  private func realPath(_ path: String) -> String? {
    guard let found = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(found) }
    return unsafe String(validatingCString: found)
  }
}

/// What the file system says of a path.
private struct FileStatus {
  let isFile: Bool
  let isFolder: Bool
  let count: Int
  /// Inode, size and time of the last change.
  let tag: String

  init?(_ path: String) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    let type = status.st_mode & S_IFMT
    (isFile, isFolder) = (type == S_IFREG, type == S_IFDIR)
    count = Int(status.st_size)
    let changed = 1_000_000_000 &* Int(status.st_mtim.tv_sec) &+ Int(status.st_mtim.tv_nsec)
    tag = [Int(status.st_ino), Int(status.st_size), changed].map { String($0, radix: 36) }
      .joined(separator: "-")
  }
}
