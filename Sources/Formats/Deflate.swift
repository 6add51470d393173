internal import CZlib

/// Raw deflate streams made by zlib.
enum Deflate {
  /// The stream for `header` and then `values` at `level`, 1 to 9, with runs as its only matches.
  ///
  /// A search for other matches finds next to nothing in attention patterns and takes most of the time.
  static func encode(header: [UInt8], values: UnsafeRawBufferPointer, level: Int) -> [UInt8] {
    let stream = ZStream()
    let status = unsafe stream.call {
      unsafe deflateInit2_(
        $0, Int32(level), Z_DEFLATED, -MAX_WBITS, 9, Z_RLE, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size))
    }
    precondition(status == Z_OK, "deflate can't start: status \(status)")
    defer { _ = unsafe stream.call { unsafe deflateEnd($0) } }
    let count = header.count + values.count
    let capacity = unsafe stream.call { unsafe Int(deflateBound($0, UInt(count))) }
    return unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, used in
      var output = UnsafeMutableRawBufferPointer(buffer)
      unsafe header.withUnsafeBytes { unsafe run(stream, $0, &output, Z_NO_FLUSH) }
      unsafe run(stream, values, &output, Z_FINISH)
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
