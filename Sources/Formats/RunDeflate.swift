// zlib's format is RFC 1950, deflate RFC 1951; a stream is one block with dynamic Huffman codes (3.2.7).

/// Deflates bytes whose repetitions are runs, such as the pixels of heat maps.
///
/// zlib's strategy `Z_RLE` finds the same matches; this takes a quarter of its time, most of which went
/// into setting up a stream for a picture of a few kilobytes and into looking at one byte at a time.
enum RunDeflate {
  /// The stream for `bytes` in zlib's container, as PNG files have it.
  static func encode(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var counts = [Int](repeating: 0, count: Token.count)
    let tokens = unsafe Token.list(of: bytes, counting: &counts)
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
enum Token {
  /// The token of the shortest run, of three copies; the numbers below it stand for bytes.
  static let firstRun = 256

  /// Copies in the shortest and the longest run.
  static let runs = 3...258

  /// Number of different tokens.
  static let count = firstRun + runs.count

  /// The tokens for `bytes`, each counted.
  static func list(of bytes: UnsafeRawBufferPointer, counting counts: inout [Int]) -> [UInt16] {
    unsafe [UInt16](unsafeUninitializedCapacity: bytes.count) { buffer, used in
      unsafe counts.withUnsafeMutableBufferPointer { counts in
        func append(_ token: Int) {
          unsafe buffer[used] = UInt16(truncatingIfNeeded: token)
          unsafe counts[token] &+= 1
          used &+= 1
        }
        var at = 0
        while at < bytes.count {
          let byte = unsafe bytes[at]
          append(Int(byte))
          at &+= 1
          // Short runs are common and of random length: to ask for their lengths would cost a
          // mispredicted branch each, so that this is asked first.
          guard at &+ 3 <= bytes.count,
            unsafe bytes.loadUnaligned(fromByteOffset: at &- 1, as: UInt32.self)
              == UInt32(byte) &* 0x0101_0101
          else { continue }
          var rest = unsafe copies(of: byte, in: bytes, at: at)
          at &+= rest
          while rest > 0 {
            // What remains is never too short for a run of its own.
            let run = rest <= runs.upperBound ? rest : min(runs.upperBound, rest - runs.lowerBound)
            append(firstRun + run - runs.lowerBound)
            rest &-= run
          }
        }
      }
    }
  }

  /// How many bytes from `start` on equal `byte`.
  private static func copies(
    of byte: UInt8, in bytes: UnsafeRawBufferPointer, at start: Int
  ) -> Int {
    let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
    var at = start
    while at &+ 8 <= bytes.count {
      let eight = unsafe bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      let differing = UInt64(littleEndian: eight) ^ pattern
      if differing != 0 { return at &- start &+ differing.trailingZeroBitCount / 8 }
      at &+= 8
    }
    while at < bytes.count, unsafe bytes[at] == byte { at &+= 1 }
    return at &- start
  }
}
