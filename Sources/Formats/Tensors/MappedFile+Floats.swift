internal import Files
internal import Tensors

extension MappedFile {
  /// The floats in `range` without a copy, or nil where they are not aligned in memory.
  func floats(in range: Range<Int>) -> FloatBuffer? {
    unsafe withBytes(range) { bytes in
      guard let start = bytes.baseAddress, UInt(bitPattern: start) % 4 == 0 else { return nil }
      let floats = unsafe UnsafeBufferPointer(
        start: start.assumingMemoryBound(to: Float.self), count: range.count / 4)
      return unsafe FloatBuffer(borrowing: floats, from: self)
    }
  }
}
