/// Writes numbers of any count of bits one after the other, the lowest bit first.
@safe struct BitWriter {
  private let output: UnsafeMutableRawPointer
  private var bits: UInt64 = 0  // those that do not fill a byte yet, lowest first
  private var bitCount: UInt64 = 0

  /// Whole bytes written so far.
  private(set) var count = 0

  /// Writes to `output`, which has room for what will be appended and eight bytes more.
  init(to output: UnsafeMutableRawPointer) { unsafe self.output = output }

  /// Appends the lowest `count` bits of `value`, at most 56; those above them are zeros.
  @inline(__always)
  mutating func put(_ value: UInt64, _ count: UInt64) {
    bits |= value &<< bitCount
    bitCount &+= count
    unsafe output.storeBytes(of: bits.littleEndian, toByteOffset: self.count, as: UInt64.self)
    self.count &+= Int(bitCount &>> 3)
    bits &>>= bitCount & ~7
    bitCount &= 7
  }

  /// Fills the last byte with zeros.
  mutating func align() { put(0, (8 - bitCount) % 8) }

  /// Appends whole bytes; the last byte before them is full.
  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    precondition(bitCount == 0, "bytes after \(bitCount) bits")
    unsafe UnsafeMutableRawBufferPointer(start: output + count, count: bytes.count)
      .copyMemory(from: bytes)
    count += bytes.count
  }
}
