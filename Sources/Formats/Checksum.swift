internal import CZlib

/// CRC-32 as zip files have it, zlib's.
enum Checksum {
  /// The checksum of what gave `crc` followed by `bytes`; start with 0.
  static func update(_ crc: UInt32, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
    unsafe UInt32(
      truncatingIfNeeded: crc32_z(
        UInt(crc), bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
  }
}

/// Checksums of runs of zeros without reading them.
///
/// A CRC is the remainder of a polynomial, and a zero byte multiplies it by x^8. The powers for all lengths
/// of a row's tail are computed once; appending zeros is one multiplication then.
struct ZeroChecksum {
  private let powers: [UInt]  // x^(32 k) for k zero floats

  /// Prepares for up to `count` zero floats at once.
  init(upTo count: Int) {
    let step = crc32_combine_gen(4)
    let one = crc32_combine_gen(0)
    var powers = [one]
    powers.reserveCapacity(count + 1)
    for _ in 0..<count { powers.append(crc32_combine_op(powers[powers.count - 1], 0, step)) }
    self.powers = powers
  }

  /// The checksum of what gave `crc` followed by `count` zero floats.
  func update(_ crc: UInt32, zeros count: Int) -> UInt32 {
    // Zip's CRC is the complement of the remainder.
    ~UInt32(truncatingIfNeeded: crc32_combine_op(UInt(~crc), 0, powers[count]))
  }
}
