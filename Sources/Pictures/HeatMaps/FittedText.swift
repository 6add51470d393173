internal import Text

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
