internal import Foundation
internal import Glibc

/// A lock file that one program at a time holds, as huggingface_hub's (`flock`).
package struct FileLock: ~Copyable {
  private let descriptor: Int32

  /// Waits until this program holds the lock; nil once `isCancelled` says so.
  ///
  /// - Throws: `FormatError` where the file can't be opened or made.
  package init?(path: String, isCancelled: () -> Bool) throws {
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw FormatError(
        path: path, problem: systemProblem("cannot be opened"), isAboutWriting: true)
    }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard !isCancelled() else {
        close(descriptor)
        return nil
      }
      Thread.sleep(forTimeInterval: 0.1)
    }
  }

  deinit { close(descriptor) }

  /// Lets others have it.
  package consuming func release() {}
}

/// Runs `body` while this program holds the lock of a folder itself, which leaves no file.
///
/// - Parameters:
///   - patience: Seconds to wait for it at most.
///   - body: Is told whether another holds it even then. Where the file system (NFS) locks no folders nobody does.
package func lockingFolder<Result>(
  _ folder: String, patience: Double, _ body: (_ isHeldElsewhere: Bool) throws -> Result
) rethrows -> Result {
  let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  defer { if descriptor >= 0 { close(descriptor) } }
  let end = ContinuousClock.now + .seconds(patience)
  var isHeldElsewhere = false
  while descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0, !isHeldElsewhere {
    guard errno == EWOULDBLOCK || errno == EINTR else { break }
    isHeldElsewhere = ContinuousClock.now >= end
    usleep(2_000)
  }
  return try body(isHeldElsewhere)
}
