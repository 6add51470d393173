/// A kind of block: some numbers and their shared scales in a fixed number of bytes.
///
/// Layouts are ggml's, https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h. Every
/// multiplication is done in float32 and in the order of ggml's reference, so that values agree bit
/// for bit. Kernels load sixteen codes at a time and spread them, which compiles to vector
/// instructions on any x86-64 and ARM.
protocol Block {
  /// Numbers in a block.
  static var length: Int { get }

  /// Bytes of a block.
  static var bytes: Int { get }

  /// Writes the `length` numbers of the block at `block` to `values`.
  static func widen(_ block: UnsafeRawPointer, into values: UnsafeMutablePointer<Float>)
}

extension Block {
  /// Widens block after block until `values` is full.
  @inline(__always)
  static func widen(
    _ source: UnsafeRawBufferPointer, into values: UnsafeMutableBufferPointer<Float>
  ) {
    let blocks = values.count / length
    precondition(source.count >= blocks * bytes, "\(source.count) bytes for \(blocks) blocks")
    guard var block = source.baseAddress, var floats = values.baseAddress else { return }
    for _ in 0..<blocks {
      unsafe widen(block, into: floats)
      unsafe block += bytes
      unsafe floats += length
    }
  }
}

/// Sixteen codes of a quantised block.
typealias Codes = SIMD16<UInt8>

extension UnsafeRawPointer {
  /// The sixteen bytes at `offset`.
  @inline(__always)
  func codes(at offset: Int) -> Codes {
    unsafe loadUnaligned(fromByteOffset: offset, as: Codes.self)
  }

  /// The byte at `offset`.
  @inline(__always)
  func byte(at offset: Int) -> UInt8 { unsafe load(fromByteOffset: offset, as: UInt8.self) }

  /// The IEEE half-precision number at `offset`, little-endian.
  @inline(__always)
  func half(at offset: Int) -> Float {
    unsafe float(half: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }
}

extension UnsafeMutablePointer<Float> {
  /// Writes what `value` makes of each code to the sixteen floats from `offset` on.
  @inline(__always)
  func spread(_ codes: Codes, at offset: Int, _ value: (Float) -> Float) {
    for lane in 0..<16 { unsafe self[offset + lane] = value(Float(codes[lane])) }
  }

  /// The same for codes with a sign.
  @inline(__always)
  func spread(_ codes: SIMD16<Int8>, at offset: Int, _ value: (Float) -> Float) {
    for lane in 0..<16 { unsafe self[offset + lane] = value(Float(codes[lane])) }
  }
}

/// Sixteen bytes with `value` where the bit of `bits` with the lane's number is set, else 0.
@inline(__always)
func lanes(of bits: UInt16, _ value: UInt8) -> Codes {
  /// Each of eight bits as 0 or 1 in a byte of its own.
  @inline(__always) func bytes(_ bits: UInt64) -> UInt64 {
    let picked = (bits &* 0x0101_0101_0101_0101) & 0x8040_2010_0804_0201
    return ((picked &+ 0x7F7F_7F7F_7F7F_7F7F) &>> 7) & 0x0101_0101_0101_0101
  }
  let halves = SIMD2<UInt64>(bytes(UInt64(bits & 0xFF)), bytes(UInt64(bits &>> 8)))
  return unsafe unsafeBitCast(halves &* UInt64(value), to: Codes.self)
}

/// The bytes as numbers with a sign.
@inline(__always)
func signed(_ codes: Codes) -> SIMD16<Int8> { SIMD16<Int8>(truncatingIfNeeded: codes) }

/// The value of an IEEE half-precision number, exactly.
///
/// Its bits, moved into place, are a float that is 2^112 times too small; infinity and NaN need
/// their exponent filled up. Swift's `Float16` would call a function here: plain x86-64 has no such
/// type.
@inline(__always)
func float(half: UInt16) -> Float {
  let magnitude = UInt32(half & 0x7FFF) &<< 13
  let scaled = (Float(bitPattern: magnitude) * 0x1p112).bitPattern
  let exponent: UInt32 = magnitude >= 0x0F80_0000 ? 0x7F80_0000 : 0
  return Float(bitPattern: scaled | exponent | UInt32(half & 0x8000) &<< 16)
}
