internal import Formats
internal import Glibc

/// What the system says of the call that has just failed on `path`.
func systemError(
  _ path: String, _ problem: String, isAboutWriting: Bool = false
) -> FormatError {
  let reason = unsafe String(cString: strerror(errno))
  return FormatError(path: path, problem: "\(problem): \(reason)", isAboutWriting: isAboutWriting)
}
