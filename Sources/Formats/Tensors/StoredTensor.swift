public import Files
public import Tensors

/// A tensor in a weight file: its name, shape, number format and place in the file; its numbers are
/// not read yet.
public struct StoredTensor: Sendable {
  /// The name in the file.
  public let name: String

  /// Length of each axis, slowest first as in Hugging Face's files; empty for a scalar.
  public let shape: [Int]

  /// How the numbers are encoded.
  public let element: ElementType

  /// The bytes of `file` that hold the numbers; their count was checked against `shape`.
  public let bytes: Range<Int>

  /// The file that holds the numbers.
  public let file: MappedFile

  /// What makes weights of the numbers, where these are codes.
  var scales: CodeScales?

  /// Whether the stored numbers are the weights themselves, so that their bytes can be used in place.
  public var isPlain: Bool { scales == nil }

  /// Whether the values can be weights: floats, or codes with their scales.
  public var isWeights: Bool { scales != nil || !element.isInteger }

  /// Product of all axes but the last.
  public var rows: Int { shape.dropLast().reduce(1, *) }

  /// Length of the last axis; 1 for a scalar.
  public var columns: Int { shape.last ?? 1 }

  /// Decodes `rows` into `floats`, which must have room for them, on this thread.
  ///
  /// - Throws: `FormatError` where the type is one that can't be widened.
  public func widen(rows: Range<Int>, into floats: UnsafeMutableBufferPointer<Float>) throws {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= self.rows, "rows \(rows) of \(shape)")
    precondition(
      floats.count == rows.count * columns, "\(floats.count) floats for \(rows) of \(shape)")
    try checkWidenable()
    unsafe widen(blocks: blocks(of: rows), into: floats)
  }

  /// All values as float32, decoded on all cores; aligned float32 in the file is used without
  /// copying.
  ///
  /// - Throws: `FormatError` where the type is one that can't be widened.
  public func widened() throws -> FloatBuffer {
    if element == .f32, let floats = file.floats(in: bytes) { return floats }
    return try widened(rows: [0..<rows])
  }

  /// The values of these ranges of rows one after another, decoded on all cores.
  ///
  /// - Throws: `FormatError` where the type is one that can't be widened.
  public func widened(rows ranges: [Range<Int>]) throws -> FloatBuffer {
    try checkWidenable()
    let total = self.rows
    precondition(ranges.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= total }, "\(ranges)")
    let parts = ranges.map { blocks(of: $0) }
    let length = element.blockLength
    let count = parts.reduce(0) { $0 + $1.count }
    return unsafe FloatBuffer(count: count * length) { floats in
      nonisolated(unsafe) let floats = unsafe floats  // safe: each block is written by one thread
      Parallel.forRanges(of: count, grain: max(1, 32_768 / length)) { range in
        var first = 0  // the place of the part's first block in the result
        for part in parts {
          let wanted = range.clamped(to: first..<first + part.count)
          if !wanted.isEmpty {
            let source = wanted.lowerBound - first + part.lowerBound
            unsafe widen(
              blocks: source..<source + wanted.count,
              into: UnsafeMutableBufferPointer(
                rebasing: floats[wanted.lowerBound * length..<wanted.upperBound * length]))
          }
          first += part.count
        }
      }
    }
  }

  /// The tensor's rows for matrix products: in their stored format, if there are kernels for it.
  ///
  /// - Throws: `FormatError` where the type is one that can't be widened.
  public func storedRows() throws -> StoredRows {
    try checkWidenable()
    if isPlain, let kernel = element.kernel {
      return unsafe file.withBytes(bytes) {
        unsafe StoredRows($0, of: kernel, columns: columns, from: file, isMapped: true)
      }
    }
    return unsafe StoredRows(rows: rows, columns: columns, blockLength: element.blockLength) {
      row, range, floats in
      let first = (row * columns + range.lowerBound) / element.blockLength
      unsafe widen(blocks: first..<first + range.count / element.blockLength, into: floats)
    }
  }

  /// The blocks that hold `rows`: no block crosses the end of a row.
  private func blocks(of rows: Range<Int>) -> Range<Int> {
    let each = columns / element.blockLength
    return rows.lowerBound * each..<rows.upperBound * each
  }

  private func widen(blocks: Range<Int>, into floats: UnsafeMutableBufferPointer<Float>) {
    let start = bytes.lowerBound + blocks.lowerBound * element.blockBytes
    unsafe file.withBytes(start..<start + blocks.count * element.blockBytes) {
      unsafe element.widen($0, into: floats)
    }
    // Types of codes have blocks of one.
    unsafe scales?.apply(to: floats, from: blocks.lowerBound, columns: columns)
  }

  private func checkWidenable() throws {
    guard !element.isWidenable else { return }
    throw FormatError(
      path: file.path,
      problem: "'\(name)' is \(element.rawValue) \(shape), a type that can't be turned into float32"
    )
  }
}

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
