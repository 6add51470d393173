internal import CPNG

/// A picture whose pixels are places in a palette of up to 256 colours.
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

  /// Each pixel's place in the palette, row by row from the top left.
  public let indices: [UInt8]

  /// The colours, at most 256.
  public let palette: [Color]

  /// Makes a picture of `width` x `height` pixels; `indices` are as many, and all lie in `palette`.
  public init(width: Int, height: Int, indices: [UInt8], palette: [Color]) {
    precondition(
      elementCount(of: [width, height]) == indices.count,
      "\(indices.count) pixels of \(width)x\(height)")
    precondition(palette.count <= 256, "\(palette.count) colours")
    precondition(indices.allSatisfy { $0 < palette.count }, "a pixel past \(palette.count) colours")
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
  /// - Throws: `FormatError`, without a path, where the picture has no pixels or more than PNG can hold.
  public func pngData() throws -> [UInt8] {
    guard let width = UInt32(exactly: width), let height = UInt32(exactly: height) else {
      throw FormatError(path: "", problem: "a PNG can't be \(width)x\(height) pixels large")
    }
    var image = unsafe png_image()
    unsafe image.version = UInt32(PNG_IMAGE_VERSION)
    unsafe image.width = width
    unsafe image.height = height
    unsafe image.format = UInt32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_COLORMAP)
    unsafe image.colormap_entries = UInt32(palette.count)
    unsafe image.flags = UInt32(PNG_IMAGE_FLAG_FAST)
    let colors = palette.flatMap { [$0.red, $0.green, $0.blue] }
    var count = indices.count + indices.count / 512 + 4096  // more than deflate and the chunks may add
    var bytes = [UInt8](repeating: 0, count: count)
    let status = unsafe png_image_write_to_memory(&image, &bytes, &count, 0, indices, 0, colors)
    guard status != 0, count <= bytes.count else {
      throw FormatError(path: "", problem: unsafe "cannot be made a PNG: \(message(of: image))")
    }
    bytes.removeSubrange(count...)
    return bytes
  }
}
