internal import Foundation

/// The file of a history: a JSON object a line, for its owner alone.
struct HistoryFile {
  let path: String

  /// A line longer than this is no command that one looks for: it counts as nothing when the file is read.
  private static let longest = 1 << 16

  /// The last lines of the file, `limit` bytes of them beside those that are very long.
  func end(limit: Int) -> Data {
    // Without O_NONBLOCK a named pipe would wait for its writer; it is no history, as a device is none.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return Data() }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, isRegular(status) else { return Data() }
    guard let size = try? file.seekToEnd() else { return Data() }
    var count = UInt64(clamping: limit)
    while true {
      let start = size > count ? size - count : 0
      guard (try? file.seek(toOffset: start)) != nil, let data = try? file.readToEnd() else {
        return Data()
      }
      if start == 0 { return data }
      let lines = data.split(separator: UInt8(ascii: "\n")).dropFirst()
      let used = lines.reduce(0) { $0 + ($1.count > Self.longest ? 0 : $1.count) }
      if used >= limit / 2 {
        return Data(lines.joined(separator: Data([UInt8(ascii: "\n")])))
      }
      count *= 2
    }
  }

  /// Where a line stands in the file.
  struct Place {
    fileprivate let start: off_t
    fileprivate let line: [UInt8]
  }

  /// Whether it is `/dev/null` or a link to it, by which one says that nothing is to be kept.
  var isNull: Bool {
    var (own, null) = (stat(), stat())
    return unsafe stat(path, &own) == 0 && stat("/dev/null", &null) == 0
      && own.st_mode & S_IFMT == S_IFCHR && own.st_rdev == null.st_rdev
  }

  /// Adds a line and says where it stands; throws `HistoryProblem`.
  @discardableResult
  func append(_ line: [UInt8]) throws -> Place {
    try makeFolder((path as NSString).deletingLastPathComponent)
    let (descriptor, status) = try opened()
    defer { close(descriptor) }
    // A line that a full disk has cut short must not take this one with it.
    let isCut = status.st_size > 0 && lastByte(descriptor, status.st_size) != UInt8(ascii: "\n")
    let bytes = isCut ? [UInt8(ascii: "\n")] + line : line
    // One call, so that the line is whole beside those of another session.
    let count = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    guard count == bytes.count else {
      let code = count < 0 ? errno : ENOSPC
      if count > 0 { _ = ftruncate(descriptor, status.st_size) }
      throw HistoryProblem(path: path, code: code)
    }
    return Place(start: status.st_size + (isCut ? 1 : 0), line: line)
  }

  /// Puts `line` in the place of one of the same length, or adds it where that one is no longer there; throws `HistoryProblem`.
  func replace(_ place: Place, by line: [UInt8]) throws {
    guard place.line.count == line.count else {
      try append(line)
      return
    }
    do {
      // Not for adding, where the system would write at the end whatever the place.
      let (descriptor, _) = try opened(for: 0)
      defer { close(descriptor) }
      var found = [UInt8](repeating: 0, count: line.count)
      let isThere =
        unsafe pread(descriptor, &found, line.count, place.start) == line.count
        && found == place.line
      if isThere, unsafe pwrite(descriptor, line, line.count, place.start) == line.count { return }
    }
    try append(line)
  }

  /// Leaves the commands whose text `isKept` says so of, and no line that is none.
  ///
  /// - Returns: How many went.
  /// - Throws: `HistoryProblem`; the file is then as it was.
  func keep(_ isKept: (String) -> Bool) throws -> Int {
    guard unsafe access(path, F_OK) == 0 else { return 0 }
    let (descriptor, _) = try opened()
    defer { close(descriptor) }
    let entries = HistoryEntry.entries(in: end(limit: .max))
    let kept = entries.filter { isKept($0.text) }
    // A link stays one, to the file that it leads to.
    let path = URL(filePath: path).resolvingSymlinksInPath().path
    let new = path + ".plens-tmp"
    let bytes = try kept.flatMap { try $0.line() }
    let file = unsafe open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw HistoryProblem(path: path, code: errno) }
    let code = writeAll(bytes, to: file)
    guard close(file) == 0, code == 0, unsafe rename(new, path) == 0 else {
      defer { unsafe _ = unlink(new) }
      throw HistoryProblem(path: path, code: code == 0 ? errno : code)
    }
    return entries.count - kept.count
  }

  /// Makes the folder, for its owner alone, and those above it.
  private func makeFolder(_ folder: String) throws {
    if unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST { return }
    let above = (folder as NSString).deletingLastPathComponent
    guard errno == ENOENT, !above.isEmpty, above != folder else {
      throw HistoryProblem(path: folder, code: errno)
    }
    try makeFolder(above)
    guard unsafe mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw HistoryProblem(path: folder, code: errno)
    }
  }

  /// Opens the file, locked against who writes it anew, and takes it from the eyes of others.
  ///
  /// - Parameter flags: How it is written; by default at its end.
  private func opened(for flags: Int32 = O_APPEND) throws -> (descriptor: Int32, stat) {
    while true {
      let descriptor = unsafe open(path, O_RDWR | flags | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
      guard descriptor >= 0 else { throw HistoryProblem(path: path, code: errno) }
      var (own, named) = (stat(), stat())
      guard unsafe fstat(descriptor, &own) != 0 || isRegular(own) else {
        close(descriptor)
        throw HistoryProblem(path: path, code: nil)
      }
      lock(descriptor)
      let isOpen = unsafe fstat(descriptor, &own) == 0
      // Another may have put a new file in its place while this one was waited for.
      if isOpen, unsafe stat(path, &named) == 0, own.st_ino == named.st_ino {
        if own.st_mode & 0o077 != 0 { _ = fchmod(descriptor, 0o600) }
        return (descriptor, own)
      }
      close(descriptor)
      if !isOpen { throw HistoryProblem(path: path, code: EIO) }
    }
  }

  /// Waits for the lock for a second: who holds it longer is stopped, and what it does can't be waited for.
  private func lock(_ descriptor: Int32) {
    var waits = 0
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0, waits < 100 {
      if errno != EWOULDBLOCK && errno != EINTR { return }
      usleep(10_000)
      waits += 1
    }
  }

  private func lastByte(_ descriptor: Int32, _ size: off_t) -> UInt8? {
    var byte: UInt8 = 0
    return unsafe pread(descriptor, &byte, 1, size - 1) == 1 ? byte : nil
  }
}

private func isRegular(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFREG }

private struct HistoryProblem: Error, CustomStringConvertible {
  let path: String
  /// What the system said; nil where it is no file.
  let code: Int32?

  var description: String {
    "\(path): \(code.map { systemMessage($0) } ?? "is not a regular file")"
  }
}
