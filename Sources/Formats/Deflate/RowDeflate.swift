/// Deflates float rows: values stay as they are and the zeros that end a row become a run.
///
/// Attention under a causal mask is half zeros and half mantissas that hardly compress, so a search
/// for matches is wasted on it. A row costs one copy, five bytes before its values and about six
/// for its zeros.
enum RowDeflate {
  /// The stream for `header` and then `values` in rows of `columns`, and the CRC-32 of both.
  static func encode(
    header: [UInt8], values: UnsafeBufferPointer<Float>, columns: Int
  ) -> (bytes: [UInt8], crc: UInt32) {
    let columns = max(columns, 1)
    let capacity = DeflateBlocks.bound(
      parts: values.count / columns + 1, count: header.count + values.count * 4)
    var crc: UInt32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, used in
      guard let output = buffer.baseAddress else { return }
      var blocks = unsafe DeflateBlocks(to: UnsafeMutableRawPointer(output))
      unsafe header.withUnsafeBytes { header in
        crc = unsafe Checksum.update(crc, header)
        unsafe blocks.appendStored(header)
      }
      crc = unsafe append(values, columns: columns, to: &blocks, crc)
      used = blocks.finish()
    }
    return (bytes, crc)
  }

  /// Appends all rows; returns the CRC-32 of what gave `crc` followed by them.
  private static func append(
    _ values: UnsafeBufferPointer<Float>, columns: Int, to blocks: inout DeflateBlocks,
    _ crc: UInt32
  ) -> UInt32 {
    let bytes = UnsafeRawBufferPointer(values)
    let checksum = ZeroChecksum(columns: columns, rows: values.count / columns)
    let rowBytes = columns * 4
    var crc = crc
    var waiting = 0..<0  // the bytes that are to be stored next
    var zeros = 0  // and the zeros after them
    for row in stride(from: 0, to: bytes.count, by: rowBytes) {
      let kept = unsafe keptCount(bytes, row..<row + rowBytes)
      crc = unsafe Checksum.update(crc, UnsafeRawBufferPointer(rebasing: bytes[row..<row + kept]))
      crc = checksum.update(crc, zeros: (rowBytes - kept) / 4)
      if kept == 0 && zeros > 0 {
        zeros += rowBytes
        continue
      }
      if zeros > 0 {
        unsafe blocks.appendStored(UnsafeRawBufferPointer(rebasing: bytes[waiting]))
        blocks.appendZeros(zeros)
        waiting = row..<row
      }
      zeros = rowBytes - kept < DeflateBlocks.shortestRun ? 0 : rowBytes - kept
      waiting = waiting.lowerBound..<row + rowBytes - zeros
    }
    unsafe blocks.appendStored(UnsafeRawBufferPointer(rebasing: bytes[waiting]))
    if zeros > 0 { blocks.appendZeros(zeros) }
    return crc
  }

  /// How many bytes of the row at `range` are left without the zero floats that end it; -0 is no
  /// zero here.
  private static func keptCount(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int {
    var end = range.upperBound
    while end - range.lowerBound >= 64 {
      let words = unsafe bytes.loadUnaligned(fromByteOffset: end - 64, as: SIMD8<UInt64>.self)
      let halves = words.lowHalf | words.highHalf
      let quarters = halves.lowHalf | halves.highHalf
      if quarters.x | quarters.y != 0 { break }
      end -= 64
    }
    while end > range.lowerBound,
      unsafe bytes.loadUnaligned(fromByteOffset: end - 4, as: UInt32.self) == 0
    { end -= 4 }
    return end - range.lowerBound
  }
}
