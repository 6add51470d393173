internal import Foundation
internal import Glibc

/// A file that is written beside its place and renamed once it is whole, so that nobody sees a part
/// of it.
///
/// Bytes go to a temporary file beside the destination, whose name begins with `.` and ends with
/// `.plens-tmp`; `finish()` renames it. A value that goes away unfinished takes the temporary file with it.
/// What was there keeps its permissions, and where it is a link the file that it leads to is replaced.
/// A device or pipe such as `/dev/null` is written to, never replaced, and so is a file that is added to.
package struct OutputFile: ~Copyable {
  /// Where the file will be.
  package let path: String

  /// The open temporary file; -1 once it is closed.
  package private(set) var descriptor: Int32

  /// Bytes written so far.
  package private(set) var count = 0

  /// The file that gets the name: what links lead to, where `path` is one.
  private let target: String
  /// Where bytes go before the file has its name; nil where they go there at once.
  private let temporaryPath: String?
  /// Whether a device or a pipe is written to.
  private let isStream: Bool
  /// Bytes of a file that is added to, before that.
  private let lengthBefore: off_t?
  private let isCancelled: () -> Bool
  /// Bytes that are written at once.
  private static let partLength = 1 << 20
  private var isFinished = false

  /// Creates the temporary file; a device or pipe is opened and written to directly.
  ///
  /// - Parameters:
  ///   - appends: Whether bytes are added to the end of what is there, beside those of other processes.
  ///   - isCancelled: Asked while it waits for the reader of a pipe, and after each megabyte.
  /// - Throws: `FormatError` where that can't be done; `CancellationError`.
  package init(
    path: String, appends: Bool = false, isCancelled: @escaping () -> Bool = { false }
  ) throws {
    let standing = Self.standing(at: path)
    let isStream = standing?.isStream ?? Self.isDevice(path)
    let target = try Self.target(of: path)
    // A file that may not be written is not replaced by another either.
    if standing != nil, unsafe access(target, W_OK) != 0 { throw Self.failure(path) }
    let temporary: String?
    let descriptor: Int32
    if isStream {
      (temporary, descriptor) = (nil, try Self.openedStream(path, isCancelled))
    } else if appends {
      let flags = O_WRONLY | O_CREAT | O_CLOEXEC | O_APPEND
      (temporary, descriptor) = (nil, unsafe open(target, flags, 0o666))
    } else {
      let folder = target.lastIndex(of: "/").map { String(target[...$0]) } ?? ""
      let opened = Self.openTemporary(in: folder)
      (temporary, descriptor) = (opened.path, opened.descriptor)
    }
    guard descriptor >= 0 else { throw Self.failure(path) }
    if let standing, temporary != nil {
      // Only the administrator can give a file to whose it was; for others it is theirs already.
      _ = fchown(descriptor, standing.owner, standing.group)
      _ = fchmod(descriptor, standing.permissions)
    }
    (self.path, self.target, temporaryPath) = (path, target, temporary)
    (self.isStream, self.isCancelled, self.descriptor) = (isStream, isCancelled, descriptor)
    lengthBefore = appends && !isStream ? standing?.length ?? 0 : nil
  }

  deinit {
    if !isFinished, let lengthBefore, descriptor >= 0 { cutBack(to: lengthBefore) }
    if descriptor >= 0 { close(descriptor) }
    if !isFinished, let temporaryPath { unsafe unlink(temporaryPath) }
  }

  /// Takes back what was added, unless another process has added something since.
  private func cutBack(to length: off_t) {
    var status = stat()
    guard count > 0, unsafe fstat(descriptor, &status) == 0,
      status.st_size == length + off_t(count)
    else { return }
    _ = ftruncate(descriptor, length)
  }

  /// Appends `bytes`; throws `FormatError` where the system doesn't take them all, `CancellationError`.
  package mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = unsafe bytes[...]
    while unsafe !rest.isEmpty {
      // What is short is written even by who tells that it was cancelled.
      if isStream || count >= Self.partLength, isCancelled() { throw CancellationError() }
      if isStream, !waits(for: descriptor, POLLOUT) { continue }
      // A pipe that takes something takes PIPE_BUF bytes without waiting (pipe(7)); no signal comes through
      // to a write that goes on.
      let part = unsafe min(rest.count, isStream ? Int(PIPE_BUF) : Self.partLength)
      let written = unsafe Glibc.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, part)
      if written < 0 && (errno == EINTR || isStream && errno == EAGAIN) { continue }
      guard written > 0 else { throw Self.failure(path) }
      unsafe rest = rest.dropFirst(written)
      count += written
    }
  }

  /// Appends `bytes`; throws `FormatError` where the system doesn't take them all, `CancellationError`.
  package mutating func write(_ bytes: [UInt8]) throws {
    try unsafe bytes.withUnsafeBytes { try unsafe write($0) }
  }

  /// Gives the file its name, replacing what had it; throws `FormatError` where that can't be done.
  package consuming func finish() throws {
    // Another process would tidy it away between its closing and its naming: a second descriptor holds the lock.
    let keeper = temporaryPath == nil ? -1 : fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    defer { if keeper >= 0 { close(keeper) } }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0 else { throw Self.failure(path) }
    if let temporaryPath, unsafe rename(temporaryPath, target) != 0 { throw Self.failure(path) }
    isFinished = true
  }

  private static func failure(_ path: String) -> FormatError {
    FormatError(path: path, problem: systemProblem("cannot be written"), isAboutWriting: true)
  }
}

/// Writes a file whole or not at all: beside its destination first, then renamed; or, with `appends`, adds to it.
///
/// - Parameter isCancelled: Asked while it waits for the reader of a pipe, and after each megabyte.
/// - Throws: `FormatError` where the file can't be written; what was at `path` is then as it was.
///   `CancellationError`.
public func writeAtomically(
  _ bytes: some Sequence<UInt8>, to path: String, appends: Bool = false,
  isCancelled: @escaping () -> Bool = { false }
) throws {
  var output = try OutputFile(path: path, appends: appends, isCancelled: isCancelled)
  let isWritten: Void? = try bytes.withContiguousStorageIfAvailable {
    try unsafe output.write(UnsafeRawBufferPointer($0))
  }
  if isWritten == nil { try output.write(Array(bytes)) }
  try output.finish()
}

/// The same with the bytes in pieces, one after another.
public func writeAtomically(
  pieces: [[UInt8]], to path: String, appends: Bool = false,
  isCancelled: @escaping () -> Bool = { false }
) throws {
  var output = try OutputFile(path: path, appends: appends, isCancelled: isCancelled)
  for piece in pieces { try output.write(piece) }
  try output.finish()
}
