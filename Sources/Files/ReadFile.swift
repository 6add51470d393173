internal import Glibc

/// The system's message for why its last call failed (`strerror` of `errno`).
package func systemProblem(_ action: String) -> String {
  unsafe "\(action): \(String(cString: strerror(errno)))"
}

/// Opens the regular file at `path` for reading; the caller closes the descriptor.
///
/// - Returns: The descriptor and the file's length in bytes.
/// - Throws: `FormatError` where there is no such file, it can't be opened, or it is a folder or a device.
package func openForReading(_ path: String) throws -> (descriptor: Int32, count: Int) {
  // Without O_NONBLOCK a named pipe would wait for its writer.
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else {
    throw FormatError(path: path, problem: systemProblem("cannot be opened"))
  }
  var status = stat()
  guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    close(descriptor)
    throw FormatError(
      path: path, problem: isFolder ? "is a folder, not a file" : "is not a regular file")
  }
  return (descriptor, Int(status.st_size))
}

/// `count` bytes of a file that is read whole; throws `FormatError` where they are more than any text that is meant.
func checkedCount(_ count: Int, path: String) throws -> Int {
  guard count <= 4 << 30 else {
    throw FormatError(
      path: path, problem: "has \(count >> 20) MB; texts of up to 4096 MB are read whole")
  }
  return count
}

/// The whole content of the file at `path`; throws `FormatError` where it can't be read or has more than 4 GB.
package func readFile(_ path: String) throws -> [UInt8] {
  let (descriptor, count) = try openForReading(path)
  defer { close(descriptor) }
  _ = try checkedCount(count, path: path)
  return try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
    while used < count {
      let got = unsafe read(descriptor, buffer.baseAddress.map { unsafe $0 + used }, count - used)
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else {
        throw FormatError(path: path, problem: systemProblem("cannot be read"))
      }
      guard got > 0 else { break }  // the file became shorter since it was opened
      used += got
    }
  }
}

/// What a file is that holds something other than what its name promises: a Git LFS pointer or a web page; nil for others.
func foreignContent(_ bytes: UnsafeRawBufferPointer) -> String? {
  let head = unsafe String(decoding: bytes.prefix(64), as: UTF8.self).lowercased()
  if head.hasPrefix("version https://git-lfs.github.com/spec/") {
    return "is a Git LFS pointer and not the file itself: 'git lfs pull' in its folder fetches that"
  }
  let start = head.drop(while: \.isWhitespace)
  if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") {
    return "is a web page (HTML) that was saved in the file's place"
  }
  return nil
}
