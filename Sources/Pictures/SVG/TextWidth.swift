internal import Formats
internal import Text

/// The fonts of plots: Helvetica and those that have its widths, so that what is measured fits.
let plotFonts = "Helvetica, Arial, 'Liberation Sans', Arimo, sans-serif"

/// About how wide `text` is in Helvetica of this size.
///
/// Letters of other scripts are taken as wide as a digit, or twice as wide where a terminal does.
func textWidth(_ text: String, size: Double) -> Double {
  var thousandths = 0
  for scalar in text.unicodeScalars {
    let place = Int(scalar.value) - 0x20
    if helveticaWidths.indices.contains(place) {
      thousandths += helveticaWidths[place]
    } else {
      thousandths += displayWidth(of: String(scalar)) == 2 ? 1000 : scalar == "\u{2423}" ? 700 : 600
    }
  }
  return Double(thousandths) / 1000 * size
}

/// As much of the start of `text` as fits into `width`, with `…` where something is cut.
func fittedToWidth(_ text: String, _ width: Double, size: Double) -> String {
  if textWidth(text, size: size) <= width { return text }
  var kept = ""
  for character in text {
    if textWidth(kept + String(character) + "m", size: size) > width { break }
    kept.append(character)
  }
  return kept + "\u{2026}"
}

/// Advance widths of Helvetica's characters from space to tilde, in thousandths of its size, from
/// Adobe's font metrics.
private let helveticaWidths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,  // space to /
  556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,  // 0 to ?
  1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,  // @ to O
  667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,  // P to _
  333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,  // ` to o
  556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,  // p to ~
]
