internal import CDeflate

/// Reads raw deflate streams, by libdeflate: three times as fast as zlib, which would be needed for a stream
/// that is not in memory as a whole.
enum Inflate {
  /// A stream can't stand for more than this many times its length (RFC 1951: 258 bytes in two bits).
  static let greatestRatio = 1032

  /// The `count` bytes that `stream` stands for; nil where it is broken, cut, or stands for another number.
  static func bytes(of stream: UnsafeRawBufferPointer, count: Int) -> [UInt8]? {
    guard let decompressor = unsafe libdeflate_alloc_decompressor() else { return nil }
    defer { unsafe libdeflate_free_decompressor(decompressor) }
    var result = LIBDEFLATE_BAD_DATA
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      // Without a place for the count it has to be exact.
      result = unsafe libdeflate_deflate_decompress(
        decompressor, stream.baseAddress, stream.count, buffer.baseAddress, count, nil)
      used = result == LIBDEFLATE_SUCCESS ? count : 0
    }
    return result == LIBDEFLATE_SUCCESS ? bytes : nil
  }
}
