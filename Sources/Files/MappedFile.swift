internal import Glibc

/// A file's bytes, read by the system page by page when they are touched.
///
/// The mapping is private and read-only and lives as long as this object. A file that another program
/// shortens while it is mapped ends this process when the missing part is touched; replacing it by
/// another (write beside, rename) is harmless.
@safe public final class MappedFile: Sendable {
  /// The path as it was given.
  public let path: String

  /// Length in bytes, at least 1.
  public let count: Int

  nonisolated(unsafe) private let base: UnsafeRawPointer  // safe: nobody writes to the mapping

  private let isMapped: Bool

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
    self.path = path
    self.count = count
    unsafe self.base = UnsafeRawPointer(base)
    isMapped = true
  }

  /// Lends bytes that stay as they are while the program runs, such as a file inside the program; not empty.
  public init(_ bytes: UnsafeRawBufferPointer, name: String) {
    guard let base = bytes.baseAddress else { preconditionFailure("\(name) has no bytes") }
    (path, count, isMapped) = (name, bytes.count, false)
    unsafe self.base = base
  }

  /// Memory of `count` bytes, at least 1, which `fill` writes once, for what a file doesn't hold in order.
  ///
  /// - Throws: `FormatError` where there is no memory for that.
  package init(count: Int, name: String, fill: (UnsafeMutableRawBufferPointer) -> Void) throws {
    let flags = MAP_PRIVATE | MAP_ANONYMOUS
    let base = unsafe mmap(nil, count, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard let base = unsafe base, unsafe base != MAP_FAILED else {
      throw FormatError(path: name, problem: systemProblem("needs \(count) bytes of memory"))
    }
    unsafe fill(UnsafeMutableRawBufferPointer(start: base, count: count))
    (path, self.count, isMapped) = (name, count, true)
    unsafe self.base = UnsafeRawPointer(base)
  }

  deinit { if isMapped { unsafe munmap(UnsafeMutableRawPointer(mutating: base), count) } }

  /// Calls `body` with the bytes of `range`, which stay valid inside the call; the range lies in the file.
  public func withBytes<Result>(
    _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count) bytes")
    return try unsafe body(
      UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
  }
}
