internal import CPrint

/// An SVG document converted to PDF, with its words as text in embedded fonts, or to PNG.
///
/// librsvg and cairo draw it, which know fonts of all scripts; they are looked for when they are needed.
///
/// - Parameters:
///   - size: Width and height in pixels.
///   - scale: How many times as large a PNG is.
/// - Throws: `FigureError` where these libraries are not here or can't draw it.
package func printed(
  _ svg: String, as kind: PrintKind, size: (width: Double, height: Double), scale: Double = 1,
  title: String = ""
) throws -> [UInt8] {
  let result = unsafe print_svg(
    svg, svg.utf8.count, kind == .pdf ? print_pdf : print_png, size.width, size.height, scale, title
  )
  defer { unsafe print_free(result) }
  let problem = unsafe withUnsafeBytes(of: result.problem) {
    unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
  }
  guard problem.isEmpty else { throw FigureError(problem) }
  return unsafe Array(UnsafeBufferPointer(start: result.bytes, count: result.count))
}

/// The formats of `printed`.
package enum PrintKind: Sendable {
  case pdf, png
}
