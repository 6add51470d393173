internal import Glibc

/// A file that is open, to be sent in parts: it stays what it is, whatever gets its name meanwhile.
final class OpenFile: Sendable {
  /// Bytes that it has.
  let count: Int

  private let descriptor: Int32

  /// Opens the file; nil where it is no longer there, or no longer so long.
  init?(_ path: String, count: Int) {
    self.count = count
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    if descriptor < 0 || lseek(descriptor, 0, SEEK_END) != off_t(count) { return nil }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Up to `count` bytes from `offset` on; none at the end, or where the file has become shorter.
  func bytes(from offset: Int, atMost count: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      used = max(0, unsafe pread(descriptor, buffer.baseAddress, count, off_t(offset)))
    }
  }
}

extension OpenFile: Equatable {
  static func == (left: OpenFile, right: OpenFile) -> Bool { left === right }
}
