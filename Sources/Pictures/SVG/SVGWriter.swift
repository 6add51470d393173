internal import Foundation

/// The text of an SVG document as it is written, element by element.
///
/// Attributes and texts are escaped here and nowhere else.
/// Elements are those of https://www.w3.org/TR/SVG11/, which old and new programs read.
struct SVGWriter {
  private(set) var text: String

  /// Starts a picture of this size in pixels; `viewBox` is as large unless it is given.
  init(width: Double, height: Double, viewBox: (width: Double, height: Double)? = nil) {
    let box = viewBox ?? (width, height)
    text = """
      <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \
      width="\(width.svg)" height="\(height.svg)" viewBox="0 0 \(box.width.svg) \(box.height.svg)"
      """
  }

  /// Adds attributes to the picture itself and ends its start.
  mutating func begin(_ attributes: KeyValuePairs<String, any SVGValue> = [:]) {
    put(attributes)
    text += ">\n"
  }

  /// Appends an element without content.
  mutating func add(_ name: String, _ attributes: KeyValuePairs<String, any SVGValue>) {
    text += "<" + name
    put(attributes)
    text += "/>\n"
  }

  /// Appends an element with a text in it.
  mutating func add(
    _ name: String, _ attributes: KeyValuePairs<String, any SVGValue>, text content: String
  ) {
    text += "<" + name
    put(attributes)
    text += ">" + escaped(content) + "</" + name + ">\n"
  }

  /// Opens a group, or another element that holds others.
  mutating func open(_ name: String, _ attributes: KeyValuePairs<String, any SVGValue>) {
    text += "<" + name
    put(attributes)
    text += ">\n"
  }

  /// Closes it.
  mutating func close(_ name: String) { text += "</" + name + ">\n" }

  /// Appends a picture whose pixels stay sharp at every size.
  mutating func addImage(
    png: [UInt8], x: Double, y: Double, width: Double, height: Double
  ) {
    add(
      "image",
      [
        "x": x, "y": y, "width": width, "height": height, "preserveAspectRatio": "none",
        "style": "image-rendering:pixelated",
        "xlink:href": "data:image/png;base64," + Data(png).base64EncodedString(),
      ])
  }

  private mutating func put(_ attributes: KeyValuePairs<String, any SVGValue>) {
    for (name, value) in attributes { text += " " + name + "=\"" + escaped(value.svg) + "\"" }
  }
}

/// What an attribute can hold.
protocol SVGValue {
  var svg: String { get }
}

extension String: SVGValue {
  var svg: String { self }
}

extension Double: SVGValue {
  /// Two decimals at most: a hundredth of a pixel.
  var svg: String {
    let hundredths = (self * 100).rounded()
    guard hundredths.isFinite, abs(hundredths) < 1e15 else { return "0" }
    let whole = Int(hundredths)
    if whole % 100 == 0 { return String(whole / 100) }
    return String(Double(whole) / 100)
  }
}

/// `text` for an element's content or an attribute in double quotes.
///
/// What XML 1.0 has no place for at all (https://www.w3.org/TR/xml/#charsets) becomes `�`.
func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "\t", "\n", "\r": result += "&#\(scalar.value);"
    case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
