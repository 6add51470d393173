internal import Glibc

/// All bytes of the file, pipe or terminal at `path`; `-` is standard input.
///
/// - Parameter isCancelled: Asked while it waits: for who writes to a pipe, for keys of a terminal.
/// - Throws: `FormatError` with the system's reason where it can't be opened or read, is a folder or a device
///   without an end, has more than 4 GB, or gives more than one and is no file; `CancellationError`.
package func readInput(
  _ path: String, isCancelled: () -> Bool = { false }
) throws -> [UInt8] {
  let isStandard = path == "-"
  let name = isStandard ? "standard input" : path
  // Without O_NONBLOCK a named pipe would wait for its writer where nothing can be asked.
  let descriptor = isStandard ? 0 : unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  guard descriptor >= 0 else {
    throw FormatError(path: name, problem: systemProblem("can't be opened"))
  }
  defer { if !isStandard { close(descriptor) } }
  var status = stat()
  guard unsafe fstat(descriptor, &status) == 0 else {
    throw FormatError(path: name, problem: systemProblem("can't be read"))
  }
  if let problem = problemOfKind(status, descriptor) {
    throw FormatError(path: name, problem: problem)
  }
  let isFile = status.st_mode & S_IFMT == S_IFREG
  var bytes: [UInt8] = []
  if isFile { bytes.reserveCapacity(try checkedCount(Int(status.st_size), path: name)) }
  var chunk = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    if isCancelled() { throw CancellationError() }
    guard isFile || waits(for: descriptor, POLLIN) else { continue }
    let got = unsafe chunk.withUnsafeMutableBytes {
      unsafe read(descriptor, $0.baseAddress, $0.count)
    }
    if got == 0 { return bytes }
    if got < 0 && (errno == EINTR || errno == EAGAIN) { continue }
    guard got > 0 else { throw FormatError(path: name, problem: systemProblem("can't be read")) }
    bytes += chunk[..<got]
    guard isFile || bytes.count <= longestStream else {
      throw FormatError(path: name, problem: "gives more than a gigabyte: write it to a file first")
    }
  }
}

/// Whether the open `descriptor` is a regular file, and no pipe or terminal.
package func isRegularFile(_ descriptor: Int32) -> Bool {
  var status = stat()
  return unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
}

/// Whether `descriptor` has something to read, or takes something, within a tenth of a second.
func waits(for descriptor: Int32, _ event: Int32) -> Bool {
  var source = pollfd(fd: descriptor, events: Int16(event), revents: 0)
  return unsafe poll(&source, 1, 100) > 0
}

/// Bytes that are read of what is no file, whose end can't be seen beforehand.
private let longestStream = 1 << 30

/// Why what is open can't be read to its end, by its kind alone; nil where it can.
private func problemOfKind(_ status: stat, _ descriptor: Int32) -> String? {
  switch status.st_mode & S_IFMT {
  case S_IFDIR: return "is a folder, not a file"
  case S_IFCHR:
    // /dev/zero and /dev/random never end; a terminal's end is Ctrl-D.
    // Memory devices are number 1, and /dev/null is their third.
    let nothing = dev_t(1 << 8 | 3)
    return isatty(descriptor) == 1 || status.st_rdev == nothing ? nil : "is a device, not a file"
  case S_IFBLK: return "is a device, not a file"
  default: return nil
  }
}
