internal import Foundation
internal import Glibc

/// A file that appears under its name whole or not at all.
///
/// Bytes go to a temporary file beside the destination, whose name begins with `.` and ends with
/// `.plens-tmp`; `finish()` renames it. A value that goes away unfinished takes the temporary file with it.
/// A device such as `/dev/null` is written to, never replaced.
package struct OutputFile: ~Copyable {
  /// Where the file will be.
  package let path: String

  /// The open temporary file; -1 once it is closed.
  package private(set) var descriptor: Int32

  /// Bytes written so far.
  package private(set) var count = 0

  /// Where bytes go before the file has its name; nil where they go there at once.
  private let temporaryPath: String?
  private var isRenamed = false

  /// Creates the temporary file; throws `FormatError` where that can't be done.
  package init(path: String) throws {
    let name = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    let temporaryPath = Self.isDevice(path) ? nil : "\(folder).\(name).plens-tmp"
    let flags = O_WRONLY | O_CLOEXEC | (temporaryPath == nil ? 0 : O_CREAT | O_EXCL)
    let descriptor = unsafe open(temporaryPath ?? path, flags, 0o666)
    guard descriptor >= 0 else { throw Self.failure(path) }
    self.path = path
    self.temporaryPath = temporaryPath
    self.descriptor = descriptor
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if !isRenamed, let temporaryPath { unsafe unlink(temporaryPath) }
  }

  /// Appends `bytes`; throws `FormatError` where the system doesn't take them all.
  package mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = unsafe bytes[...]
    while unsafe !rest.isEmpty {
      let written = unsafe Glibc.write(
        descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw Self.failure(path) }
      unsafe rest = rest.dropFirst(written)
      count += written
    }
  }

  /// Appends `bytes`; throws `FormatError` where the system doesn't take them all.
  package mutating func write(_ bytes: [UInt8]) throws {
    try unsafe bytes.withUnsafeBytes { try unsafe write($0) }
  }

  /// Gives the file its name, replacing what had it; throws `FormatError` where that can't be done.
  package consuming func finish() throws {
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0 else { throw Self.failure(path) }
    guard let temporaryPath else { return }
    guard unsafe rename(temporaryPath, path) == 0 else { throw Self.failure(path) }
    isRenamed = true
  }

  /// Whether there is something at `path` that is to be written to as it is: a device or a pipe.
  private static func isDevice(_ path: String) -> Bool {
    if path.hasPrefix("/dev/") && !path.hasPrefix("/dev/shm/") { return true }
    guard unsafe access(path, F_OK) == 0,
      let type = try? FileManager.default.attributesOfItem(atPath: path)[.type]
    else { return false }
    let kinds: [FileAttributeType] = [.typeRegular, .typeDirectory, .typeSymbolicLink]
    return !kinds.contains { $0 == type as? FileAttributeType }
  }

  private static func failure(_ path: String) -> FormatError {
    FormatError(path: path, problem: systemProblem("cannot be written"), isAboutWriting: true)
  }
}

/// Writes a file whole or not at all: beside its destination first, then renamed.
///
/// - Throws: `FormatError` where the file can't be written; what was at `path` is then as it was.
public func writeAtomically(_ bytes: some Sequence<UInt8>, to path: String) throws {
  var output = try OutputFile(path: path)
  let isWritten: Void? = try bytes.withContiguousStorageIfAvailable {
    try unsafe output.write(UnsafeRawBufferPointer($0))
  }
  if isWritten == nil { try output.write(Array(bytes)) }
  try output.finish()
}
