internal import Files

/// The central directory of a zip file, which alone is to be trusted about sizes.
@safe struct ZipDirectory {
  private let bytes: UnsafeRawBufferPointer
  private let fileCount: Int
  private let path: String

  /// Reads from `bytes`, which are the whole file at `path` and stay valid while this value is
  /// used.
  init(_ bytes: UnsafeRawBufferPointer, path: String) {
    unsafe self.bytes = bytes
    fileCount = bytes.count
    self.path = path
  }

  /// All members in the directory's order, none of them looked at.
  func entries() throws -> [ZipEntry] {
    let (count, directory) = try end()
    // A record takes 46 bytes at least, which bounds the count by the file's length.
    guard count <= directory.count / 46 else {
      throw error("has a directory of \(directory.count) bytes for \(count) members")
    }
    var entries: [ZipEntry] = []
    entries.reserveCapacity(count)
    var at = directory.lowerBound
    for _ in 0..<count {
      let (entry, length) = try entry(at: at, until: directory.upperBound)
      entries.append(entry)
      at += length
    }
    return entries
  }

  /// Where the bytes of `entry` lie, past its local header.
  func content(of entry: ZipEntry) throws -> Range<Int> {
    guard entry.offset <= fileCount - 30,
      number(UInt32.self, at: entry.offset) == ZipEntry.localSignature
    else { throw error("'\(entry.name)' has no header at byte \(entry.offset)") }
    let name = Int(number(UInt16.self, at: entry.offset + 26))
    let extra = Int(number(UInt16.self, at: entry.offset + 28))
    let start = entry.offset + 30 + name + extra
    guard start <= fileCount, entry.compressedCount <= fileCount - start else {
      throw error(
        "'\(entry.name)' has \(entry.compressedCount) bytes from \(start) on, "
          + "past the file's end at \(fileCount)")
    }
    return start..<start + entry.compressedCount
  }

  /// The number of members and where their records lie, from the end record or its zip64 form.
  private func end() throws -> (count: Int, directory: Range<Int>) {
    guard let at = endRecord() else { throw error("has no zip directory at its end") }
    var count = UInt64(number(UInt16.self, at: at + 10))
    var length = UInt64(number(UInt32.self, at: at + 12))
    var offset = UInt64(number(UInt32.self, at: at + 16))
    if at >= 20, number(UInt32.self, at: at - 20) == ZipEntry.locatorSignature {
      let long = number(UInt64.self, at: at - 12)
      guard fileCount >= 56, long <= UInt64(fileCount - 56),
        number(UInt32.self, at: Int(long)) == ZipEntry.longEndSignature
      else { throw error("has no zip64 end record at byte \(long)") }
      count = number(UInt64.self, at: Int(long) + 32)
      length = number(UInt64.self, at: Int(long) + 40)
      offset = number(UInt64.self, at: Int(long) + 48)
    }
    guard offset <= UInt64(at), length <= UInt64(at) - offset else {
      throw error(
        "has a directory of \(length) bytes from \(offset) on, past its end record at \(at)")
    }
    return (Int(clamping: count), Int(offset)..<Int(offset + length))
  }

  /// Where the end record is: before a comment of up to 65,535 bytes that reaches to the file's
  /// end.
  private func endRecord() -> Int? {
    guard fileCount >= 22 else { return nil }
    var at = fileCount - 22
    let last = max(0, at - 0xFFFF)
    while at >= last {
      if number(UInt32.self, at: at) == ZipEntry.endSignature,
        at + 22 + Int(number(UInt16.self, at: at + 20)) == fileCount
      {
        return at
      }
      at -= 1
    }
    return nil
  }

  private func entry(at start: Int, until end: Int) throws -> (ZipEntry, length: Int) {
    guard end - start >= 46, number(UInt32.self, at: start) == ZipEntry.directorySignature else {
      throw error("has no directory record at byte \(start)")
    }
    let nameCount = Int(number(UInt16.self, at: start + 28))
    let extraCount = Int(number(UInt16.self, at: start + 30))
    let commentCount = Int(number(UInt16.self, at: start + 32))
    let length = 46 + nameCount + extraCount + commentCount
    guard length <= end - start else {
      throw error("has a directory record at byte \(start) that goes past the directory's end")
    }
    let nameBytes = unsafe bytes[start + 46..<start + 46 + nameCount]
    guard let name = unsafe String(validating: nameBytes, as: UTF8.self) else {
      throw error("has a member whose name is not UTF-8")
    }
    if number(UInt16.self, at: start + 8) & 1 != 0 { throw error("'\(name)' is encrypted") }
    let extra = start + 46 + nameCount..<start + 46 + nameCount + extraCount
    let short = [24, 20, 42].map { number(UInt32.self, at: start + $0) }
    let sizes = try sizes(short, extra: extra, name: name)
    let entry = ZipEntry(
      name: name, method: number(UInt16.self, at: start + 10),
      crc: number(UInt32.self, at: start + 16),
      compressedCount: sizes[1], uncompressedCount: sizes[0], offset: sizes[2])
    return (entry, length)
  }

  /// The uncompressed and compressed size and the offset, those that are elsewhere from the zip64
  /// field.
  private func sizes(_ short: [UInt32], extra: Range<Int>, name: String) throws -> [Int] {
    var long = longNumbers(in: extra)
    return try short.map { number in
      guard number == ZipEntry.elsewhere else { return Int(number) }
      guard let value = long.popFirst(), let value = Int(exactly: value) else {
        throw error("'\(name)' has a size that is neither in its record nor in a zip64 field")
      }
      return value
    }
  }

  /// The numbers of the zip64 field among the extra fields at `range`.
  private func longNumbers(in range: Range<Int>) -> ArraySlice<UInt64> {
    var at = range.lowerBound
    while range.upperBound - at >= 4 {
      let length = Int(number(UInt16.self, at: at + 2))
      guard length <= range.upperBound - at - 4 else { return [] }
      if number(UInt16.self, at: at) == 1 {
        return (0..<length / 8).map { number(UInt64.self, at: at + 4 + $0 * 8) }[...]
      }
      at += 4 + length
    }
    return []
  }

  private func number<Number: FixedWidthInteger>(_: Number.Type, at place: Int) -> Number {
    unsafe Number(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: Number.self))
  }

  private func error(_ problem: String) -> FormatError { FormatError(path: path, problem: problem) }
}
