import Text

extension EditedReader {
  /// Draws the line that libedit has drawn once more, in one go, and leaves the cursor where the
  /// terminal itself has put it.
  ///
  /// The terminal then breaks the line into rows of its own accord, and puts them together again
  /// when it becomes wider; and how many cells a family of emoji or a flag takes, which terminals
  /// disagree about, need not be known.
  func drawExactly() {
    guard overlay == nil else { return }
    let line = editor.line
    let row = place(ofCursor: true).row
    var pen = Pen(columns: size.columns, place: promptEnd)
    var text = (row > 0 ? "\u{1B}[\(row)A" : "") + "\r" + prompt
    text += pen.drawn(line.scalars[..<line.cursor]) + "\u{1B}7"
    text += pen.drawn(line.scalars[line.cursor...]) + "\u{1B}[J\u{1B}8"
    draw(text)
  }

  /// Whether terminals disagree about the width of something in the line.
  var hasUnsureWidth: Bool {
    editor.line.scalars.contains { scalar in
      switch scalar.value {
      // Joiners, marks that choose an emoji's form, flags, shades of skin, and flags of regions.
      case 0x200D, 0xFE0E, 0xFE0F, 0x1F1E6...0x1F1FF, 0x1F3FB...0x1F3FF, 0xE0020...0xE007F: true
      default: false
      }
    }
  }
}

/// Writes text as libedit does, and keeps count of where it stands.
private struct Pen {
  let columns: Int
  var place: LineLayout.Place

  /// What draws `scalars` from here on; behind a full row the cursor is then at the start of the
  /// next.
  mutating func drawn(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    let layout = LineLayout(columns: columns)
    var text = String.UnicodeScalarView()
    for scalar in scalars {
      let next = layout.place(after: [scalar], from: place)
      switch scalar {
      case "\n": text.append(contentsOf: "\u{1B}[K\r\n".unicodeScalars)
      case "\t":
        let count = (next.row - place.row) * columns + next.column - place.column
        text.append(contentsOf: String(repeating: " ", count: max(0, count)).unicodeScalars)
      case _ where scalar.value < 0x20:
        text.append("^")
        text.append(Unicode.Scalar(UInt8(scalar.value + 0x40)))
      case "\u{7F}": text.append(contentsOf: "^?".unicodeScalars)
      default: text.append(scalar)
      }
      place = next
    }
    // Until something follows, the terminal stays behind the last cell of a full row.
    let isAtEdge = place.column == 0 && place.row > 0 && scalars.last != "\n" && !scalars.isEmpty
    return String(text) + (isAtEdge ? " \r" : "")
  }
}
