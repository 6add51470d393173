internal import CDeflate
internal import CZlib

/// Reads raw deflate streams: whole ones by libdeflate, three times as fast as zlib, which reads beginnings.
enum Inflate {
  /// A stream can't stand for more than this many times its length (RFC 1951: 258 bytes in two bits).
  static let greatestRatio = 1032

  /// Fills `bytes` with what `stream` stands for; false where it is broken, cut, or stands for another number.
  static func fill(_ bytes: UnsafeMutableRawBufferPointer, from stream: UnsafeRawBufferPointer)
    -> Bool
  {
    guard let decompressor = unsafe libdeflate_alloc_decompressor() else { return false }
    defer { unsafe libdeflate_free_decompressor(decompressor) }
    // Without a place for the count it has to be exact.
    return unsafe libdeflate_deflate_decompress(
      decompressor, stream.baseAddress, stream.count, bytes.baseAddress, bytes.count, nil)
      == LIBDEFLATE_SUCCESS
  }

  /// The first bytes that `stream` stands for, at most `count`; fewer where it is broken or ends before.
  static func beginning(of stream: UnsafeRawBufferPointer, count: Int) -> [UInt8] {
    let inflater = ZStream()
    let status = unsafe inflater.call {
      unsafe inflateInit2_($0, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    }
    guard status == Z_OK else { return [] }
    defer { _ = unsafe inflater.call { unsafe inflateEnd($0) } }
    return unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      var (input, output) = unsafe (
        stream,
        UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count])
      )
      var status = Z_OK
      while unsafe status == Z_OK && !output.isEmpty {
        status = unsafe inflater.step(&input, &output) { unsafe inflate($0, Z_SYNC_FLUSH) }
      }
      used = count - output.count
    }
  }
}
