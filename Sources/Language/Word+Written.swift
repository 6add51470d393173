extension Word {
  /// The word as it can be typed again, in the quotes it was written in.
  package var written: String { parts.map(\.written).joined() }
}

extension Word.Part {
  fileprivate var written: String {
    switch kind {
    case .bare: text
    case .variable: "${\(text)}"
    case .quotedVariable: "\"${\(text)}\""
    case .quoted where opensWithDoubleQuote:
      "\""
        + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        .replacing("${", with: "\\${") + "\""
    case .quoted: singleQuoted(text)
    }
  }
}

/// `text` in single quotes, as one word of a line of commands.
package func singleQuoted(_ text: String) -> String {
  "'" + text.replacing("'", with: "'\\''") + "'"
}
