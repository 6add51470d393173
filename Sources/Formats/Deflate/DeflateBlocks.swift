// Deflate is RFC 1951, https://www.rfc-editor.org/rfc/rfc1951; sections 3.2.4 (stored blocks) and 3.2.6
// (blocks with fixed Huffman codes) are what this file writes.

/// Writes a deflate stream of two kinds of blocks: bytes as they are, and runs of zeros.
@safe struct DeflateBlocks {
  private var output: BitWriter

  /// Bytes that stored blocks of `count` bytes in `parts` parts, each with a run after it, don't
  /// exceed.
  ///
  /// A run is never longer than the zeros it stands for if these are `shortestRun` or more.
  static func bound(parts: Int, count: Int) -> Int { count + 5 * (parts + count / 0xFFFF + 2) + 16 }

  /// Fewer zero bytes than this take less room as they are.
  static let shortestRun = 16

  /// Writes to `output`, which has room for the `bound` of what will be appended.
  init(to output: UnsafeMutableRawPointer) { self.output = unsafe BitWriter(to: output) }

  /// Appends `bytes` as they are.
  mutating func appendStored(_ bytes: UnsafeRawBufferPointer) {
    var start = 0
    while start < bytes.count {
      let length = min(bytes.count - start, 0xFFFF)
      beginStored(length, isLast: false)
      unsafe output.append(UnsafeRawBufferPointer(rebasing: bytes[start..<start + length]))
      start += length
    }
  }

  /// Appends `count` zero bytes, at least 4: a zero, and copies of the byte before each.
  mutating func appendZeros(_ count: Int) {
    output.put(0b010, 3)  // not the last block; fixed codes, whose number is 1, lowest bit first
    output.put(0b0000_1100, 8)  // the literal 0: code 00110000 from its highest bit on
    var rest = count - 1
    while rest > 258 + 3 {
      output.put(0b0_0000_1010_0011, 13)  // length 258: code 11000101; distance 1: code 00000
      rest -= 258
    }
    if rest > 258 {
      putLength(rest - 3)
      rest = 3
    }
    if rest >= 3 {
      putLength(rest)
    } else {
      for _ in 0..<rest { output.put(0b0000_1100, 8) }
    }
    output.put(0, 7)  // end of block
  }

  /// Ends the stream; returns its length.
  mutating func finish() -> Int {
    beginStored(0, isLast: true)
    return output.count
  }

  private mutating func beginStored(_ length: Int, isLast: Bool) {
    output.put(isLast ? 1 : 0, 3)
    output.align()
    output.put(UInt64(UInt32(length) | ~UInt32(length) << 16), 32)
  }

  /// Appends a length from 3 to 258 and the distance 1.
  private mutating func putLength(_ length: Int) {
    let code = Self.lengthCodes[length - 3]
    output.put(UInt64(code.bits), UInt64(code.count))
  }

  /// The bits of each length from 3 on, with its extra bits and the five zero bits of distance 1.
  private static let lengthCodes: [(bits: UInt32, count: UInt32)] = (3...258).map { length in
    let (symbol, extra, base) = DeflateLength.symbol(of: length)
    let width = symbol < 280 ? 7 : 8
    let code = symbol < 280 ? UInt32(symbol - 256) : UInt32(0b1100_0000 + symbol - 280)
    // Huffman codes go in from their highest bit on, all else from its lowest.
    let reversed = (0..<width).reduce(UInt32(0)) {
      $0 | (code >> UInt32($1) & 1) << UInt32(width - 1 - $1)
    }
    return (reversed | UInt32(length - base) << UInt32(width), UInt32(width + extra + 5))
  }
}

/// How deflate writes the lengths of matches: RFC 1951, section 3.2.5.
enum DeflateLength {
  /// The symbol for a length from 3 to 258, the number of bits that follow it, and the length that
  /// those are counted from.
  static func symbol(of length: Int) -> (symbol: Int, extra: Int, base: Int) {
    if length == 258 { return (285, 0, 258) }
    // Symbols 257 to 284 in groups of four per number of extra bits, the first eight without.
    var (symbol, extra, base) = (257, 0, 3)
    while base + 1 << extra <= length {
      base += 1 << extra
      symbol += 1
      if symbol >= 265 && (symbol - 265) % 4 == 0 { extra = (symbol - 261) / 4 }
    }
    return (symbol, extra, base)
  }
}
