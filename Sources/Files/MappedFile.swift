internal import CFiles
internal import Glibc

/// A memory-mapped file: the system reads its bytes page by page when they are first used.
///
/// The mapping is private and read-only and lives as long as this object. Of a file that another program
/// shortens while it is mapped, what is missing reads as zeros, and `checkWhole` throws from then on; replacing
/// it by another (write beside, rename) is harmless.
@safe public final class MappedFile: Sendable {
  /// The path as it was given.
  public let path: String

  /// Length in bytes, at least 1.
  public let count: Int

  nonisolated(unsafe) private let base: UnsafeRawPointer  // safe: nobody writes to the mapping

  private let isMapped: Bool

  /// Of a file: the number of its guard, and what tells it from another file of the same name.
  private let source: (guard: Int32, device: dev_t, number: ino_t)?

  /// Maps the file at `path`.
  ///
  /// - Throws: `FormatError` where there is no file, it is empty or a folder, or it can't be mapped.
  public init(path: String) throws {
    let (descriptor, count) = try openForReading(path)
    defer { close(descriptor) }
    guard count > 0 else { throw FormatError(path: path, problem: "is empty") }
    let base = unsafe mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0)
    guard let base = unsafe base, unsafe base != MAP_FAILED else {
      throw FormatError(path: path, problem: systemProblem("cannot be mapped into memory"))
    }
    var status = stat()
    _ = unsafe fstat(descriptor, &status)
    source = (unsafe plens_guard_mapping(base, count), status.st_dev, status.st_ino)
    self.path = path
    self.count = count
    unsafe self.base = UnsafeRawPointer(base)
    isMapped = true
    if let foreign = unsafe withBytes(0..<count, { unsafe foreignContent($0) }) {
      throw FormatError(path: path, problem: foreign)
    }
  }

  /// Throws `FormatError` where the file was shortened since it was mapped, so that values read from it may be wrong.
  public func checkWhole() throws {
    guard let source else { return }
    var status = stat()
    let isShorter =
      unsafe stat(path, &status) == 0 && status.st_dev == source.device
      && status.st_ino == source.number && Int(status.st_size) < count
    guard isShorter || plens_mapping_was_cut(source.guard) else { return }
    throw FormatError(
      path: path,
      problem: "was shortened while it was open, by another program; it had \(count) bytes")
  }

  /// Wraps constant bytes that are part of the program, such as a file embedded in it; at least one
  /// byte.
  public init(_ bytes: UnsafeRawBufferPointer, name: String) {
    guard let base = bytes.baseAddress else { preconditionFailure("\(name) has no bytes") }
    (path, count, isMapped, source) = (name, bytes.count, false, nil)
    unsafe self.base = base
  }

  /// Allocates `count` bytes, at least 1, which `fill` writes once: for content that no file holds
  /// in the order needed.
  ///
  /// - Throws: `FormatError` where there is no memory for that.
  package init(count: Int, name: String, fill: (UnsafeMutableRawBufferPointer) -> Void) throws {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    let base = unsafe mmap(nil, count, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard let base = unsafe base, unsafe base != MAP_FAILED else {
      throw FormatError(path: name, problem: systemProblem("needs \(count) bytes of memory"))
    }
    unsafe fill(UnsafeMutableRawBufferPointer(start: base, count: count))
    (path, self.count, isMapped, source) = (name, count, true, nil)
    unsafe self.base = UnsafeRawPointer(base)
  }

  deinit {
    if let source { plens_release_mapping(source.guard) }
    if isMapped { unsafe munmap(UnsafeMutableRawPointer(mutating: base), count) }
  }

  /// Calls `body` with the bytes of `range`, which stay valid inside the call; the range lies in the file.
  public func withBytes<Result>(
    _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count) bytes")
    return try unsafe body(
      UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
  }
}
