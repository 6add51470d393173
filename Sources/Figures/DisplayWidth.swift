/// Number of terminal columns that `text` takes, which holds no control characters.
func displayWidth(_ text: String) -> Int { text.reduce(0) { $0 + displayWidth($1) } }

/// As much of the start of `text` as fits into `columns`, with `…` (or `~`) where something is cut,
/// then spaces up to `columns`.
func fitted(_ text: String, columns: Int, unicode: Bool = true, rightAligned: Bool = false)
  -> String
{
  var (kept, width) = (text, displayWidth(text))
  if width > columns {
    (kept, width) = ("", 0)
    for character in text {
      let next = displayWidth(character)
      if width + next > columns - 1 { break }
      kept.append(character)
      width += next
    }
    if columns > 0 {
      kept += unicode ? "\u{2026}" : "~"
      width += 1
    }
  }
  let padding = String(repeating: " ", count: max(columns - width, 0))
  return rightAligned ? padding + kept : kept + padding
}

/// Columns of one character: 2 for East Asian wide ones and emoji, 0 for marks that stand alone.
private func displayWidth(_ character: Character) -> Int {
  let scalars = character.unicodeScalars
  if scalars.contains("\u{FE0F}") { return 2 }
  return scalars.first.map(displayWidth) ?? 0
}

private func displayWidth(_ scalar: Unicode.Scalar) -> Int {
  if scalar.value < 0x300 { return 1 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .format: return 0
  default: break
  }
  if scalar.properties.isEmojiPresentation { return 2 }
  // East Asian Width W and F (Unicode 16, EastAsianWidth.txt), in ranges that hold little else.
  switch scalar.value {
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
    0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18AFF, 0x1B000...0x1B2FF, 0x1F200...0x1F265,
    0x20000...0x3FFFD:
    return 2
  default: return 1
  }
}
