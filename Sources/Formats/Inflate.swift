internal import CZlib

/// Reads a raw deflate stream piece by piece into memory of the caller's.
@safe struct Inflate: ~Copyable {
  private let stream = ZStream()
  private var input: UnsafeRawBufferPointer
  private(set) var isAtEnd = false

  /// A stream can't stand for more than this many times its length (RFC 1951: 258 bytes in two bits).
  static let greatestRatio = 1032

  /// Reads the stream in `input`, whose bytes stay valid while this value is used.
  init(_ input: UnsafeRawBufferPointer) {
    unsafe self.input = input
    let status = unsafe stream.call {
      unsafe inflateInit2_($0, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    }
    precondition(status == Z_OK, "inflate can't start: status \(status)")
  }

  deinit { _ = unsafe stream.call { unsafe inflateEnd($0) } }

  /// Fills `output` from the stream; tells whether it held as much.
  mutating func fill(_ output: UnsafeMutableRawBufferPointer) -> Bool {
    var output = unsafe output
    while unsafe !output.isEmpty {
      guard !isAtEnd, unsafe step(&output) else { return false }
    }
    return true
  }

  /// Whether the stream ends here, after what has been read.
  mutating func ends() -> Bool {
    var spare: UInt8 = 0
    return unsafe withUnsafeMutableBytes(of: &spare) { spare in
      var output = unsafe spare
      while !isAtEnd, output.count == 1 {
        guard unsafe step(&output) else { return false }
      }
      return output.count == 1
    }
  }

  /// Goes on as far as there is input or room; false where the stream is broken or cut.
  private mutating func step(_ output: inout UnsafeMutableRawBufferPointer) -> Bool {
    switch unsafe stream.step(&input, &output, { unsafe inflate($0, Z_NO_FLUSH) }) {
    case Z_STREAM_END: isAtEnd = true
    case Z_OK: break
    default: return false  // Z_BUF_ERROR too: the input has ended
    }
    return true
  }
}
