internal import CZlib
internal import CZstd
internal import Files
internal import Glibc

/// Bytes that come from a file, some at a time.
protocol ByteSource: AnyObject {
  /// The file.
  var path: String { get }
  /// Bytes that the file has.
  var count: Int { get }
  /// Bytes of the file that were read.
  var position: Int { get }
  /// Replaces what is in `chunk` by the next bytes.
  ///
  /// - Returns: Whether there were any.
  /// - Throws: `FormatError` where the file can't be read.
  func next(into chunk: inout [UInt8]) throws -> Bool
}

/// The bytes of a file as they come, decompressed where its first bytes say gzip (RFC 1952) or Zstandard
/// (RFC 8878): a part of it is in memory at a time.
@safe final class ByteStream: ByteSource {
  /// The file.
  let path: String
  /// Bytes that the file has.
  let count: Int
  /// Bytes of the file that were read.
  private(set) var position = 0

  private let descriptor: Int32
  private var input: [UInt8]
  private var unread = 0..<0
  private var decoder: Decoder
  /// Whether the stream stands between two compressed parts, where a file may end.
  private var isBetweenParts = true

  @safe private enum Decoder {
    case unknown
    case plain
    case gzip(UnsafeMutablePointer<z_stream>)
    case zstd(OpaquePointer)
  }

  /// Opens the file at `path`; throws `FormatError` where that can't be done.
  init(path: String) throws {
    (descriptor, count) = try openForReading(path)
    (self.path, decoder) = (path, .unknown)
    // A corpus of many small files takes no more for each than it has.
    input = [UInt8](repeating: 0, count: min(max(count, 1 << 12), 1 << 17))
  }

  deinit {
    close(descriptor)
    switch decoder {
    case .gzip(let stream):
      unsafe inflateEnd(stream)
      unsafe stream.deallocate()
    case .zstd(let stream): unsafe ZSTD_freeDStream(stream)
    case .unknown, .plain: break
    }
  }

  /// Replaces what is in `chunk` by the next bytes.
  ///
  /// - Returns: Whether there were any.
  /// - Throws: `FormatError` where the file can't be read, is damaged, or ends inside its compressed data; what
  ///   came before it is good.
  func next(into chunk: inout [UInt8]) throws -> Bool {
    while true {
      if unread.isEmpty { try refill() }
      if case .unknown = decoder { try recognise() }
      guard !unread.isEmpty else {
        guard isBetweenParts else { throw failure("ends inside its compressed data") }
        return false
      }
      switch decoder {
      case .unknown, .plain:
        chunk.replaceSubrange(0..<chunk.count, with: input[unread])
        unread = unread.upperBound..<unread.upperBound
      case .gzip(let stream): try unsafe inflate(stream, into: &chunk)
      case .zstd(let stream): try unsafe decompress(stream, into: &chunk)
      }
      if !chunk.isEmpty { return true }
    }
  }

  private func refill() throws {
    while true {
      let got = unsafe input.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress, $0.count)
      }
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw failure(systemProblem("cannot be read")) }
      unread = 0..<got
      position += got
      return
    }
  }

  private func recognise() throws {
    let head = Array(input[unread].prefix(4))
    if head.starts(with: [0x1F, 0x8B]) {
      let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
      unsafe stream.initialize(to: z_stream())
      // 15 bits of window, and 16 for gzip's header (zlib.h).
      let status = unsafe inflateInit2_(
        stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      guard status == Z_OK else {
        unsafe stream.deallocate()
        throw failure("zlib can't be started")
      }
      unsafe decoder = .gzip(stream)
    } else if head == [0x28, 0xB5, 0x2F, 0xFD] {
      guard let stream = unsafe ZSTD_createDStream() else { throw failure("zstd can't be started") }
      unsafe decoder = .zstd(stream)
    } else {
      decoder = .plain
    }
  }

  private func inflate(
    _ stream: UnsafeMutablePointer<z_stream>, into chunk: inout [UInt8]
  ) throws {
    var status = Z_OK
    if isBetweenParts { unsafe inflateReset(stream) }
    let unread = unread
    var (read, written) = (0, 0)
    chunk = unsafe [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { output, used in
      unsafe input.withUnsafeMutableBufferPointer { input in
        unsafe stream.pointee.next_in = input.baseAddress.map { unsafe $0 + unread.lowerBound }
        unsafe stream.pointee.avail_in = UInt32(unread.count)
        unsafe stream.pointee.next_out = output.baseAddress
        unsafe stream.pointee.avail_out = UInt32(output.count)
        status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
        read = unsafe unread.count - Int(stream.pointee.avail_in)
        written = unsafe output.count - Int(stream.pointee.avail_out)
      }
      used = written
    }
    self.unread = unread.dropFirst(read)
    isBetweenParts = status == Z_STREAM_END
    guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR && read > 0 else {
      throw failure("its gzip data are damaged")
    }
  }

  private func decompress(_ stream: OpaquePointer, into chunk: inout [UInt8]) throws {
    var status = 0
    let unread = unread
    var read = 0
    chunk = unsafe [UInt8](unsafeUninitializedCapacity: Self.chunkSize) { output, used in
      unsafe input.withUnsafeBytes { input in
        var source = unsafe ZSTD_inBuffer(
          src: input.baseAddress.map { unsafe $0 + unread.lowerBound }, size: unread.count, pos: 0)
        var target = unsafe ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
        status = unsafe ZSTD_decompressStream(stream, &target, &source)
        read = unsafe source.pos
        used = unsafe target.pos
      }
    }
    self.unread = unread.dropFirst(read)
    // 0 says that a frame is at its end (zstd.h).
    isBetweenParts = status == 0
    guard ZSTD_isError(status) == 0 else { throw failure("its Zstandard data are damaged") }
  }

  private func failure(_ problem: String) -> FormatError {
    FormatError(path: path, problem: problem)
  }

  private static let chunkSize = 1 << 18
}
