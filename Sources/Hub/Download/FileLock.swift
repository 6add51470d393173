internal import Foundation
internal import Glibc

/// A lock file that one program at a time holds, as huggingface_hub's (`flock`).
struct FileLock: ~Copyable {
  private let descriptor: Int32

  /// Waits for the lock until `isCancelled`.
  init(path: String, isCancelled: () -> Bool) throws {
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw HubError(.failed, "\(path): \(unsafe String(cString: strerror(errno)))")
    }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard !isCancelled() else {
        close(descriptor)
        throw HubError(.cancelled, "the download was cancelled")
      }
      Thread.sleep(forTimeInterval: 0.1)
    }
  }

  deinit { close(descriptor) }

  /// Lets others have it.
  consuming func release() {}
}
