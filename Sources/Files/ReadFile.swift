internal import Glibc

/// Why the last call into the system failed, in its own words.
package func systemProblem(_ action: String) -> String {
  unsafe "\(action): \(String(cString: strerror(errno)))"
}

/// Opens the regular file at `path` for reading; the caller closes the descriptor.
///
/// - Returns: The descriptor and the file's length in bytes.
/// - Throws: `FormatError` where there is no such file, it can't be opened, or it is a folder or a device.
func openForReading(_ path: String) throws -> (descriptor: Int32, count: Int) {
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

/// The whole content of the file at `path`; throws `FormatError` where it can't be read.
package func readFile(_ path: String) throws -> [UInt8] {
  let (descriptor, count) = try openForReading(path)
  defer { close(descriptor) }
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

/// All bytes of the file, pipe or terminal at `path`.
///
/// - Throws: `FormatError` with the system's reason where it can't be opened or read.
package func readAll(_ path: String) throws -> [UInt8] {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else {
    throw FormatError(path: path, problem: systemProblem("can't be opened"))
  }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let got = unsafe read(descriptor, &chunk, chunk.count)
    if got == 0 { return bytes }
    if got > 0 {
      bytes += chunk[..<got]
    } else if errno != EINTR {
      throw FormatError(path: path, problem: systemProblem("can't be read"))
    }
  }
}
