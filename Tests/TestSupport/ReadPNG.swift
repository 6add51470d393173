internal import CPNG
internal import Files

/// The pixels of the PNG file at `path`, four bytes (red, green, blue, alpha) each, row by row.
///
/// - Throws: `FormatError` where the file can't be read or is no intact PNG.
public func readPNG(path: String) throws -> (width: Int, height: Int, rgba: [UInt8]) {
  let file = try readFile(path)
  var image = unsafe png_image()
  unsafe image.version = UInt32(PNG_IMAGE_VERSION)
  defer { unsafe png_image_free(&image) }
  // libpng keeps the address of the bytes between its two calls.
  return try unsafe file.withUnsafeBytes { bytes in
    func problem() -> FormatError {
      FormatError(path: path, problem: unsafe "is no intact PNG: \(message(of: image))")
    }
    let begun = unsafe png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count)
    guard begun != 0 else { throw problem() }
    unsafe image.format = UInt32(PNG_FORMAT_FLAG_COLOR | PNG_FORMAT_FLAG_ALPHA)
    let (width, height) = unsafe (Int(image.width), Int(image.height))
    var rgba = [UInt8](repeating: 0, count: width * height * 4)
    guard unsafe png_image_finish_read(&image, nil, &rgba, 0, nil) != 0 else { throw problem() }
    return (width, height, rgba)
  }
}

/// What libpng says about its last failure.
private func message(of image: png_image) -> String {
  var text = unsafe image.message
  return unsafe withUnsafeBytes(of: &text) {
    unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
  }
}
