internal import CZlib

/// Deflate streams made by zlib, with runs as their only matches, except in gzip files.
///
/// A search for other matches finds next to nothing in attention patterns and takes most of the
/// time. For the same reason zlib's levels hardly differ here. Gzip files are of text, which is
/// full of matches.
enum Deflate {
  /// What is around a stream.
  enum Container {
    /// Nothing, as in zip files.
    case none
    /// The header and checksum of a gzip file.
    case gzip

    /// How `deflateInit2` is asked for it.
    fileprivate var windowBits: Int32 {
      switch self {
      case .none: -MAX_WBITS
      case .gzip: MAX_WBITS + 16
      }
    }
  }

  /// The stream for `header` and then `bytes` at `level`, 1 to 9.
  static func encode(
    header: [UInt8] = [], _ bytes: UnsafeRawBufferPointer, level: Int, container: Container
  ) -> [UInt8] {
    let stream = ZStream()
    let status = unsafe stream.call {
      unsafe deflateInit2_(
        $0, Int32(level), Z_DEFLATED, container.windowBits, 9,
        container == .gzip ? Z_DEFAULT_STRATEGY : Z_RLE, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size))
    }
    precondition(status == Z_OK, "deflate can't start: status \(status)")
    defer { _ = unsafe stream.call { unsafe deflateEnd($0) } }
    let count = header.count + bytes.count
    let capacity = unsafe stream.call { unsafe Int(deflateBound($0, UInt(count))) }
    return unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, used in
      var output = UnsafeMutableRawBufferPointer(buffer)
      if !header.isEmpty {
        unsafe header.withUnsafeBytes { unsafe run(stream, $0, &output, Z_NO_FLUSH) }
      }
      unsafe run(stream, bytes, &output, Z_FINISH)
      used = buffer.count - output.count
    }
  }

  private static func run(
    _ stream: ZStream, _ input: UnsafeRawBufferPointer,
    _ output: inout UnsafeMutableRawBufferPointer, _ flush: Int32
  ) {
    var input = unsafe input
    var status = Z_OK
    repeat {
      // More input than zlib counts comes in several steps, of which only the last may end the stream.
      let isLast = input.count <= 1 << 30
      status = unsafe stream.step(&input, &output) {
        unsafe deflate($0, isLast ? flush : Z_NO_FLUSH)
      }
      precondition(status == Z_OK || status == Z_STREAM_END, "deflate stops with status \(status)")
    } while unsafe !input.isEmpty || (flush == Z_FINISH && status != Z_STREAM_END)
  }
}

/// The bytes of a gzip file (RFC 1952) of `bytes`, which holds neither a name nor a time: equal
/// bytes give equal files.
public func gzip(_ bytes: [UInt8]) -> [UInt8] {
  unsafe bytes.withUnsafeBytes { unsafe Deflate.encode($0, level: 9, container: .gzip) }
}
