internal import Formats
internal import Glibc

/// All bytes of the file, pipe or terminal at `path`.
///
/// - Throws: `FormatError` with the system's reason where it can't be opened or read.
func readAll(_ path: String) throws -> [UInt8] {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw systemError(path, "can't be opened") }
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let got = unsafe read(descriptor, &chunk, chunk.count)
    if got == 0 { return bytes }
    if got > 0 {
      bytes += chunk[..<got]
    } else if errno != EINTR {
      throw systemError(path, "can't be read")
    }
  }
}

/// What the system says of the call that has just failed on `path`.
func systemError(
  _ path: String, _ problem: String, isAboutWriting: Bool = false
) -> FormatError {
  let reason = unsafe String(cString: strerror(errno))
  return FormatError(path: path, problem: "\(problem): \(reason)", isAboutWriting: isAboutWriting)
}
