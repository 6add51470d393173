internal import CText

/// The number of terminal cells that `text` takes in one line: 2 for wide characters, 0 for
/// combining ones, control characters and the escape sequences of colours.
///
/// Widths are the C library's, a code point at a time, as terminals and libedit count them.
public func displayWidth(of text: String) -> Int {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
  var width = 0
  forEachCell(of: text) { _, cells in width += cells }
  return width
}

extension String {
  /// These characters cut to `width` cells, the last cell an ellipsis where something was cut off.
  public func truncated(toWidth width: Int) -> String {
    if displayWidth(of: self) <= width { return self }
    guard width > 0 else { return "" }
    var kept = String.UnicodeScalarView()
    var left = width - 1
    var isCut = false
    forEachCell(of: self) { scalars, cells in
      if !isCut && cells > left {
        isCut = true
        kept.append(TextLocale.isUTF8 ? "…" : "~")
      }
      left -= cells
      // Escape sequences past the cut stay: they turn colours off again.
      if !isCut || scalars.first == "\u{1B}" { kept.append(contentsOf: scalars) }
    }
    return String(kept)
  }

  /// These characters with spaces up to `width` cells, before them if `alignedRight`.
  public func padded(toWidth width: Int, alignedRight: Bool = false) -> String {
    let spaces = String(repeating: " ", count: Swift.max(0, width - displayWidth(of: self)))
    return alignedRight ? spaces + self : self + spaces
  }
}

/// Calls `body` with each code point and its cells, or with a whole escape sequence and 0.
private func forEachCell(of text: String, _ body: ([Unicode.Scalar], Int) -> Void) {
  var rest = text.unicodeScalars[...]
  while let scalar = rest.popFirst() {
    if scalar == "\u{1B}", rest.first == "[" {
      // CSI, ECMA-48 5.4: parameters and intermediates, then one final byte from @ to ~.
      var sequence = [scalar]
      while let next = rest.popFirst() {
        sequence.append(next)
        if sequence.count > 2, (0x40...0x7E).contains(next.value) { break }
      }
      body(sequence, 0)
    } else {
      body([scalar], cellWidth(of: scalar))
    }
  }
}

/// The cells of one code point, 0 for control characters.
package func cellWidth(of scalar: Unicode.Scalar) -> Int {
  if scalar.value >= 0x20 && scalar.value < 0x7F { return 1 }
  _ = TextLocale.isUTF8
  return max(0, Int(plens_cell_width(wchar_t(bitPattern: scalar.value))))
}

/// The character encoding of the terminal.
///
/// Only LC_CTYPE follows the environment: a decimal comma must not reach JSON or CSV.
public enum TextLocale {
  /// Whether the terminal takes UTF-8: the environment says so, or `C.UTF-8` could be set.
  public static let isUTF8: Bool = plens_use_utf8()
}
