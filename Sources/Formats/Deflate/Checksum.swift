internal import CDeflate
internal import CZlib

/// Checksums by libdeflate, which takes a twentieth of zlib's time: CRC-32 as zip and PNG files
/// have it, and Adler-32.
enum Checksum {
  /// The checksum of what gave `crc` followed by `bytes`; start with 0.
  static func update(_ crc: UInt32, _ bytes: UnsafeRawBufferPointer) -> UInt32 {
    // Without an address libdeflate gives the checksum of nothing, whatever came before.
    guard let start = bytes.baseAddress else { return crc }
    return unsafe libdeflate_crc32(crc, start, bytes.count)
  }

  /// The Adler-32 of `bytes`, which ends zlib's container.
  static func adler(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    guard let start = bytes.baseAddress else { return 1 }
    return unsafe libdeflate_adler32(1, start, bytes.count)
  }
}

/// Checksums of runs of zeros without reading them.
///
/// A CRC is the remainder of a polynomial, and a zero byte multiplies it by x^8. The powers for the
/// usual lengths of a row's tail are computed once; appending zeros is one multiplication then.
struct ZeroChecksum {
  private let powers: [UInt]  // x^(32 k) for k zero floats

  /// Prepares for rows of `columns` floats, of which there are `rows`.
  init(columns: Int, rows: Int) {
    let step = crc32_combine_gen(4)
    var powers = [crc32_combine_gen(0)]
    for _ in 0..<min(columns, rows, 4096) {
      powers.append(crc32_combine_op(powers[powers.count - 1], 0, step))
    }
    self.powers = powers
  }

  /// The checksum of what gave `crc` followed by `count` zero floats.
  func update(_ crc: UInt32, zeros count: Int) -> UInt32 {
    if count == 0 { return crc }
    let power = count < powers.count ? powers[count] : crc32_combine_gen(count * 4)
    // Zip's CRC is the complement of the remainder.
    return ~UInt32(truncatingIfNeeded: crc32_combine_op(UInt(~crc), 0, power))
  }
}
