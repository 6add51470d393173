// Blocks of 32 codes with one scale d and perhaps one offset m, both half precision. A byte of four-bit
// codes holds element e in its low and element e + 16 in its high bits.

/// Q4_0: d (q - 8) with four-bit q.
enum Q40Block: Block {
  static let length = 32
  static let bytes = 18

  @inline(__always)
  static func widen(_ block: UnsafeRawPointer, into values: UnsafeMutablePointer<Float>) {
    let d = unsafe block.half(at: 0)
    let codes = unsafe block.codes(at: 2)
    unsafe values.spread(signed((codes & 15) &- 8), at: 0) { d * $0 }
    unsafe values.spread(signed((codes &>> 4) &- 8), at: 16) { d * $0 }
  }
}

/// Q4_1: d q + m with four-bit q.
enum Q41Block: Block {
  static let length = 32
  static let bytes = 20

  @inline(__always)
  static func widen(_ block: UnsafeRawPointer, into values: UnsafeMutablePointer<Float>) {
    let (d, m) = unsafe (block.half(at: 0), block.half(at: 2))
    let codes = unsafe block.codes(at: 4)
    unsafe values.spread(codes & 15, at: 0) { d * $0 + m }
    unsafe values.spread(codes &>> 4, at: 16) { d * $0 + m }
  }
}

/// Q5_0: d (q - 16) with five-bit q, the fifth bits of all 32 codes together in one word.
enum Q50Block: Block {
  static let length = 32
  static let bytes = 22

  @inline(__always)
  static func widen(_ block: UnsafeRawPointer, into values: UnsafeMutablePointer<Float>) {
    let d = unsafe block.half(at: 0)
    let fifth = unsafe block.loadUnaligned(fromByteOffset: 2, as: UInt32.self)
    let codes = unsafe block.codes(at: 6)
    let low = codes & 15 | lanes(of: UInt16(truncatingIfNeeded: fifth), 16)
    let high = codes &>> 4 | lanes(of: UInt16(truncatingIfNeeded: fifth &>> 16), 16)
    unsafe values.spread(signed(low &- 16), at: 0) { d * $0 }
    unsafe values.spread(signed(high &- 16), at: 16) { d * $0 }
  }
}

/// Q5_1: d q + m with five-bit q, stored as in Q5_0.
enum Q51Block: Block {
  static let length = 32
  static let bytes = 24

  @inline(__always)
  static func widen(_ block: UnsafeRawPointer, into values: UnsafeMutablePointer<Float>) {
    let (d, m) = unsafe (block.half(at: 0), block.half(at: 2))
    let fifth = unsafe block.loadUnaligned(fromByteOffset: 4, as: UInt32.self)
    let codes = unsafe block.codes(at: 8)
    let low = codes & 15 | lanes(of: UInt16(truncatingIfNeeded: fifth), 16)
    let high = codes &>> 4 | lanes(of: UInt16(truncatingIfNeeded: fifth &>> 16), 16)
    unsafe values.spread(low, at: 0) { d * $0 + m }
    unsafe values.spread(high, at: 16) { d * $0 + m }
  }
}

/// Q8_0: d q with q a signed byte.
enum Q80Block: Block {
  static let length = 32
  static let bytes = 34

  @inline(__always)
  static func widen(_ block: UnsafeRawPointer, into values: UnsafeMutablePointer<Float>) {
    let d = unsafe block.half(at: 0)
    unsafe values.spread(signed(block.codes(at: 2)), at: 0) { d * $0 }
    unsafe values.spread(signed(block.codes(at: 18)), at: 16) { d * $0 }
  }
}

/// MXFP4: four-bit floats (sign, two bits of exponent, one of fraction) times the power of two 2^(e - 128).
///
/// The codes' values are taken twice as large, as ggml does, and so are whole: 0, 1, 2, 3, 4, 6, 8, 12.
enum MXFP4Block: Block {
  static let length = 32
  static let bytes = 17

  @inline(__always)
  static func widen(_ block: UnsafeRawPointer, into values: UnsafeMutablePointer<Float>) {
    let scale = unsafe power(block.byte(at: 0))
    let codes = unsafe block.codes(at: 1)
    unsafe values.spread(doubled(codes & 15), at: 0) { scale * $0 }
    unsafe values.spread(doubled(codes &>> 4), at: 16) { scale * $0 }
  }

  /// 2^(exponent - 128), which is a denormal float for the exponents 0 and 1.
  @inline(__always)
  private static func power(_ exponent: UInt8) -> Float {
    let bits = exponent < 2 ? 0x0020_0000 &<< UInt32(exponent) : UInt32(exponent &- 1) &<< 23
    return Float(bitPattern: bits)
  }

  /// Twice the value of each code, by arithmetic rather than by a table so that vectors can do it.
  @inline(__always)
  private static func doubled(_ codes: Codes) -> SIMD16<Int8> {
    let low = codes & 7
    // How far above 4 a code is, 0 to 3, which adds 0, 1, 2 or 5 to its value.
    let above = (low & 3) & (0 &- (low &>> 2))
    let magnitude = low &+ above &+ ((above & (above &>> 1)) &<< 1)
    let sign = 0 &- (codes &>> 3)
    return signed((magnitude ^ sign) &- sign)
  }
}
