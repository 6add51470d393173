internal import CKernels

// zlib's format is RFC 1950, deflate RFC 1951; a stream is one block with dynamic Huffman codes (3.2.7).

/// Deflates bytes whose repetitions are runs, such as the pixels of heat maps.
///
/// zlib's strategy `Z_RLE` finds the same matches; this takes a quarter of its time, most of which went
/// into setting up a stream for a picture of a few kilobytes and into looking at one byte at a time.
enum RunDeflate {
  /// The stream for `bytes` in zlib's container, as PNG files have it.
  static func encode(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let (tokens, counts) = unsafe DeflateSymbol.list(of: bytes)
    let codes = BlockCodes(counts: counts)
    let checksum = unsafe Checksum.adler(bytes)
    let length = 2 + (codes.bitCount + 7) / 8 + 4
    return unsafe [UInt8](unsafeUninitializedCapacity: length + 8) { buffer, used in
      guard let base = buffer.baseAddress else { return }
      var output = unsafe BitWriter(to: UnsafeMutableRawPointer(base))
      output.put(0x0178, 16)  // deflate, a window of 32 kB; the fastest way
      codes.writeHeader(to: &output)
      unsafe codes.tokens.withUnsafeBufferPointer { codes in
        // Two at a time: a token has 21 bits at most, and each step waits for the one before it.
        for pair in stride(from: 0, to: tokens.count - 1, by: 2) {
          let (first, second) = unsafe (codes[Int(tokens[pair])], codes[Int(tokens[pair + 1])])
          output.put(
            first & 0xFFFF_FFFF | (second & 0xFFFF_FFFF) &<< (first >> 32),
            first >> 32 &+ second >> 32)
        }
        if tokens.count % 2 == 1 {
          let last = unsafe codes[Int(tokens[tokens.count - 1])]
          output.put(last & 0xFFFF_FFFF, last >> 32)
        }
      }
      codes.writeEnd(to: &output)
      output.align()
      output.put(UInt64(checksum.byteSwapped), 32)
      used = output.count
    }
  }
}

/// What a stream is made of: a byte as it is, or so many copies of the byte before.
enum DeflateSymbol {
  /// The token of the shortest run, of three copies; the numbers below it stand for bytes.
  static let firstRun = 256

  /// Copies in the shortest and the longest run.
  static let runs = 3...258

  /// Number of different tokens.
  static let count = firstRun + runs.count

  /// The tokens for `bytes`, and how many there are of each.
  static func list(of bytes: UnsafeRawBufferPointer) -> (tokens: [UInt16], counts: [UInt32]) {
    var counts = [UInt32](repeating: 0, count: count)
    let start = unsafe bytes.assumingMemoryBound(to: UInt8.self)
    let tokens = unsafe [UInt16](unsafeUninitializedCapacity: bytes.count) { list, used in
      guard let bytes = start.baseAddress, let list = list.baseAddress else { return }
      unsafe counts.withUnsafeMutableBufferPointer { counts in
        guard let counts = counts.baseAddress else { return }
        used = unsafe kernel_run_tokens(bytes, start.count, list, counts)
      }
    }
    return (tokens, counts)
  }
}
