internal import Foundation
internal import Glibc
internal import Synchronization

/// Temporary files: each is locked while it is written, so that one of a killed process can be told from
/// one that is being written.
extension OutputFile {
  /// Opens a new temporary file in `folder`, whose path is empty or ends with `/`.
  ///
  /// What killed processes have left in the folder goes, the first time that this one writes there.
  /// - Returns: The file's path, and its descriptor, -1 where it can't be made.
  static func openTemporary(in folder: String) -> (path: String, descriptor: Int32) {
    let isFirst = tidied.withLock { tidied in
      if tidied.count > 10_000 { tidied = [] }
      return tidied.insert(folder).inserted
    }
    if isFirst { removeUnfinishedFiles(in: folder.isEmpty ? "." : folder) }
    while true {
      let name = String(UInt64.random(in: 0...UInt64.max), radix: 36)
      let path = "\(folder).\(name)\(temporaryEnding)"
      let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { return (path, -1) }
      // Another process may tidy up between these two calls.
      let isLocked = flock(descriptor, LOCK_EX | LOCK_NB) == 0
      guard !isLocked && errno == EWOULDBLOCK || isRemoved(descriptor) else {
        return (path, descriptor)
      }
      close(descriptor)
      unsafe unlink(path)
    }
  }

  fileprivate static let temporaryEnding = ".plens-tmp"

  /// Folders that were looked into.
  private static let tidied = Mutex<Set<String>>([])

  private static func isRemoved(_ descriptor: Int32) -> Bool {
    var status = stat()
    return unsafe fstat(descriptor, &status) == 0 && status.st_nlink == 0
  }
}

/// Removes temporary files that killed processes left in the folder at `path`.
package func removeUnfinishedFiles(in path: String) {
  for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  where name.hasPrefix(".") && name.hasSuffix(OutputFile.temporaryEnding) {
    let file = "\(path)/\(name)"
    let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    guard descriptor >= 0 else { continue }
    // Whoever writes it holds the lock; the system takes it back when that process ends.
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unsafe unlink(file) }
    close(descriptor)
  }
}
