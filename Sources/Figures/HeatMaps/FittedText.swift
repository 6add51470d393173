import Terminal

/// As much of the start of `text` as fits into `columns`, with `…` (or `~`) where something is cut,
/// then spaces up to `columns`.
func fitted(
  _ text: String, columns: Int, unicode: Bool = true, rightAligned: Bool = false
) -> String {
  guard displayWidth(of: text) > columns else {
    return text.padded(toWidth: columns, alignedRight: rightAligned)
  }
  var kept = ""
  for character in text {
    if displayWidth(of: kept + String(character)) > columns - 1 { break }
    kept.append(character)
  }
  if columns > 0 { kept += unicode ? "\u{2026}" : "~" }
  return kept.padded(toWidth: columns, alignedRight: rightAligned)
}

/// `text` broken at spaces into lines of at most `columns` cells; longer words stay whole.
func folded(_ text: String, columns: Int) -> String {
  var lines = [""]
  for word in text.split(separator: " ") {
    let line = lines[lines.count - 1]
    if !line.isEmpty, displayWidth(of: line) + 1 + displayWidth(of: String(word)) > columns {
      lines.append(String(word))
    } else {
      lines[lines.count - 1] += (line.isEmpty ? "" : " ") + word
    }
  }
  return lines.joined(separator: "\n")
}
