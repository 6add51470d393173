/// A member of a zip file as its headers describe it.
struct ZipEntry: Equatable {
  /// The member's whole name.
  let name: String

  /// 0 for bytes as they are, 8 for deflate.
  let method: UInt16

  /// CRC-32 of the uncompressed bytes.
  let crc: UInt32

  /// Bytes in the file.
  let compressedCount: Int

  /// Bytes after decompression.
  let uncompressedCount: Int

  /// Where the local header is.
  let offset: Int

  static let localSignature: UInt32 = 0x0403_4B50
  static let directorySignature: UInt32 = 0x0201_4B50
  static let endSignature: UInt32 = 0x0605_4B50
  static let longEndSignature: UInt32 = 0x0606_4B50
  static let locatorSignature: UInt32 = 0x0706_4B50

  /// In place of a 32-bit size or offset: it is in the zip64 extra field.
  static let elsewhere: UInt32 = 0xFFFF_FFFF
}

extension ZipEntry {
  /// Describes an array that will be at `offset`.
  init(_ array: EncodedArray, offset: Int) {
    self.init(
      name: array.name + ".npy", method: array.isDeflated ? 8 : 0, crc: array.crc,
      compressedCount: array.compressedCount, uncompressedCount: array.uncompressedCount,
      offset: offset)
  }

  /// What stands before the member's bytes.
  var localHeader: [UInt8] {
    let extra = extraField(hasLongSizes ? [uncompressedCount, compressedCount] : [])
    return littleEndian(Self.localSignature) + common(extra) + Array(name.utf8) + extra
  }

  /// What stands in the central directory.
  var directoryRecord: [UInt8] {
    let extra = extraField(
      (hasLongSizes ? [uncompressedCount, compressedCount] : [])
        + (short(offset) == Self.elsewhere ? [offset] : []))
    var record = littleEndian(Self.directorySignature)
    record += littleEndian(version(extra) | 3 << 8)  // made on Unix
    record += common(extra)
    record += [UInt8](repeating: 0, count: 6)  // no comment, first disk, no text
    record += littleEndian(UInt32(0o600) << 16)
    record += littleEndian(short(offset))
    return record + Array(name.utf8) + extra
  }

  /// What ends a file of `count` members whose directory has `length` bytes from `offset` on.
  static func endRecords(count: Int, offset: Int, length: Int) -> [UInt8] {
    var records: [UInt8] = []
    if count >= 0xFFFF || offset >= elsewhere || length >= elsewhere {
      records += littleEndian(longEndSignature) + littleEndian(UInt64(44))
      records += littleEndian(UInt16(45)) + littleEndian(UInt16(45)) + littleEndian(UInt64(0))
      for number in [count, count, length, offset] { records += littleEndian(UInt64(number)) }
      records += littleEndian(locatorSignature) + littleEndian(UInt32(0))
      records += littleEndian(UInt64(offset + length)) + littleEndian(UInt32(1))
    }
    let shortCount = UInt16(clamping: count)
    records += littleEndian(endSignature) + littleEndian(UInt32(0))
    records += littleEndian(shortCount) + littleEndian(shortCount)
    records += littleEndian(UInt32(clamping: length)) + littleEndian(UInt32(clamping: offset))
    return records + littleEndian(UInt16(0))
  }

  /// The fields that both headers have in one order, from the version to the lengths.
  private func common(_ extra: [UInt8]) -> [UInt8] {
    var fields = littleEndian(version(extra))
    fields += littleEndian(UInt16(name.utf8.allSatisfy { $0 < 0x80 } ? 0 : 1 << 11))  // UTF-8 name
    fields += littleEndian(method)
    fields += littleEndian(UInt16(0)) + littleEndian(UInt16(0x21))  // midnight of 1980-01-01
    fields += littleEndian(crc)
    fields += littleEndian(hasLongSizes ? Self.elsewhere : short(compressedCount))
    fields += littleEndian(hasLongSizes ? Self.elsewhere : short(uncompressedCount))
    return fields + littleEndian(UInt16(name.utf8.count)) + littleEndian(UInt16(extra.count))
  }

  /// The zip format's version that a reader needs to know: 4.5 for zip64, else 2.0.
  private func version(_ extra: [UInt8]) -> UInt16 { extra.isEmpty ? 20 : 45 }

  /// Whether a size needs 64 bits; the zip64 field has both then.
  private var hasLongSizes: Bool {
    max(compressedCount, uncompressedCount) >= Int(Self.elsewhere)
  }

  /// The zip64 field with these numbers; nothing where there are none.
  private func extraField(_ numbers: [Int]) -> [UInt8] {
    if numbers.isEmpty { return [] }
    return littleEndian(UInt16(1)) + littleEndian(UInt16(8 * numbers.count))
      + numbers.flatMap { littleEndian(UInt64($0)) }
  }

  private func short(_ number: Int) -> UInt32 { UInt32(clamping: number) }
}

/// The bytes of `number`, lowest first.
private func littleEndian(_ number: some FixedWidthInteger & UnsignedInteger) -> [UInt8] {
  (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
}
