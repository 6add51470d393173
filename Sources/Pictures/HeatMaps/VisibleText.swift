/// `text` with a symbol for everything that would be invisible or move a terminal's cursor.
///
/// White space shows as `␣`, `↵`, `⇥` and the like, control characters (so the start of every
/// escape sequence) as Unicode's control pictures, and format characters such as the right-to-left
/// override as `�`. Without `unicode` everything becomes ASCII: `_`, `\n`, `\t`, `\x1b`, and `?`
/// for other characters.
func visible(_ text: String, unicode: Bool = true) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    result += unicode ? pictured(scalar) : spelled(scalar)
  }
  return result
}

/// The same for a title or a sentence, in which spaces belong.
func visibleWords(_ text: String, unicode: Bool = true) -> String {
  text.split(separator: " ", omittingEmptySubsequences: false)
    .map { visible(String($0), unicode: unicode) }.joined(separator: " ")
}

private func pictured(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case " ": return "\u{2423}"
  case "\n": return "\u{21B5}"
  case "\t": return "\u{21E5}"
  case "\u{0}"..."\u{1F}":
    return Unicode.Scalar(0x2400 + scalar.value).map { String($0) } ?? "\u{FFFD}"
  case "\u{7F}": return "\u{2421}"
  default: break
  }
  switch scalar.properties.generalCategory {
  case .spaceSeparator: return "\u{2423}"
  case .lineSeparator, .paragraphSeparator: return "\u{21B5}"
  // Joiners hold emoji and letters of some scripts together, and move nothing.
  case .format where scalar == "\u{200D}" || scalar == "\u{200C}": return String(scalar)
  case .control, .format, .surrogate, .unassigned, .privateUse: return "\u{FFFD}"
  default: return String(scalar)
  }
}

private func spelled(_ scalar: Unicode.Scalar) -> String {
  switch scalar {
  case " ": "_"
  case "\n": "\\n"
  case "\r": "\\r"
  case "\t": "\\t"
  case "!"..."~": String(scalar)
  case "\u{0}"..."\u{1F}", "\u{7F}":
    "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
  // How byte-level vocabularies write a space and a line feed, and SentencePiece a space.
  case "\u{120}", "\u{2581}": "_"
  case "\u{10A}": "\\n"
  default: "?"
  }
}
