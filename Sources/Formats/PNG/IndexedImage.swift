internal import Files

// The format is described at https://www.w3.org/TR/png-3/.

/// A picture whose pixels are indices into a palette of up to 256 colours.
///
/// Written as PNG it has a third of the bytes that colours per pixel take, and the same pixels.
public struct IndexedImage: Equatable, Sendable {
  /// A colour of the palette, in sRGB.
  public struct Color: Hashable, Sendable {
    /// The red part.
    public var red: UInt8
    /// The green part.
    public var green: UInt8
    /// The blue part.
    public var blue: UInt8

    /// Makes a colour of its parts.
    public init(red: UInt8, green: UInt8, blue: UInt8) {
      self.red = red
      self.green = green
      self.blue = blue
    }
  }

  /// Pixels in a row.
  public let width: Int

  /// Number of rows.
  public let height: Int

  /// Each pixel's index in the palette, row by row from the top left.
  public let indices: [UInt8]

  /// The colours, at most 256.
  public let palette: [Color]

  /// Makes a picture of `width` x `height` pixels; `indices` are as many, and all lie in `palette`.
  public init(width: Int, height: Int, indices: [UInt8], palette: [Color]) {
    precondition(
      elementCount(of: [width, height]) == indices.count,
      "\(indices.count) pixels of \(width)x\(height)")
    precondition(palette.count <= 256, "\(palette.count) colours")
    precondition(
      palette.count == 256 || indices.reduce(0, max) < max(1, palette.count),
      "a pixel past \(palette.count) colours")
    self.width = width
    self.height = height
    self.indices = indices
    self.palette = palette
  }

  /// Writes the picture as a PNG file, whole or not at all.
  ///
  /// - Throws: `FormatError` where the file can't be written or the picture has no pixels.
  public func writePNG(to path: String) throws {
    do {
      try writeAtomically(pngData(), to: path)
    } catch let error as FormatError where error.path.isEmpty {
      throw FormatError(path: path, problem: error.problem)
    }
  }

  /// The bytes of the picture as a PNG file.
  ///
  /// Rows are not filtered and runs are the only matches: on heat maps that is both smaller and many times
  /// as fast as libpng's defaults.
  ///
  /// - Throws: `FormatError`, without a path, where the picture has no pixels or more than PNG can hold.
  public func pngData() throws -> [UInt8] {
    guard min(width, height, palette.count) > 0, max(width, height) <= Int32.max else {
      throw FormatError(
        path: "",
        problem: "a PNG can't have \(width)x\(height) pixels of \(palette.count) colours")
    }
    let deflated = unsafe filteredRows.withUnsafeBytes { unsafe RunDeflate.encode($0) }
    var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    bytes.reserveCapacity(deflated.count + 4 * palette.count + 256)
    let depthAndColor: [UInt8] = [8, 3, 0, 0, 0]  // eight bits an index into a palette
    Self.append("IHDR", bigEndian(width) + bigEndian(height) + depthAndColor, to: &bytes)
    var colors: [UInt8] = []
    colors.reserveCapacity(3 * palette.count)
    for color in palette {
      colors.append(color.red)
      colors.append(color.green)
      colors.append(color.blue)
    }
    Self.append("PLTE", colors, to: &bytes)
    for start in stride(from: 0, to: deflated.count, by: 1 << 30) {
      Self.append("IDAT", deflated[start..<min(start + 1 << 30, deflated.count)], to: &bytes)
    }
    Self.append("IEND", [], to: &bytes)
    return bytes
  }

  /// The rows as PNG compresses them, each after the number of its filter: none.
  private var filteredRows: [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: (width + 1) * height) { rows, used in
      unsafe indices.withUnsafeBytes { indices in
        for row in 0..<height {
          let pixels = unsafe UnsafeRawBufferPointer(
            rebasing: indices[row * width..<(row + 1) * width])
          unsafe rows[used] = 0
          unsafe UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(rows)[used + 1..<used + 1 + width]
          ).copyMemory(from: pixels)
          used += width + 1
        }
      }
    }
  }

  /// Appends a chunk: length, name, content and the CRC-32 of the latter two.
  private static func append(
    _ name: String, _ content: some Collection<UInt8>, to bytes: inout [UInt8]
  ) {
    bytes += bigEndian(content.count)
    let start = bytes.count
    bytes += name.utf8
    bytes += content
    let crc = unsafe bytes[start...].withUnsafeBytes { unsafe Checksum.update(0, $0) }
    bytes += bigEndian(Int(crc))
  }
}

/// The lowest 32 bits of `number`, highest byte first.
private func bigEndian(_ number: Int) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
}
