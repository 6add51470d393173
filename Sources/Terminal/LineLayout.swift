import Text

/// Where text lands on the screen when libedit draws it, so that what is drawn above or below it
/// starts on the right row.
struct LineLayout {
  /// Cells in a row.
  let columns: Int

  /// A cell, counted from the one where drawing began.
  struct Place: Equatable {
    var row = 0
    var column = 0
  }

  /// The place after `text`, which starts at `start`.
  func place(after text: some Sequence<Unicode.Scalar>, from start: Place = Place()) -> Place {
    var place = start
    for scalar in text {
      switch scalar {
      case "\n":
        place = Place(row: place.row + 1)
      case "\t":
        repeat { advance(&place, by: 1) } while place.column % 8 != 0
      default:
        advance(&place, by: LineLayout.cells(of: scalar))
      }
    }
    return place
  }

  private func advance(_ place: inout Place, by cells: Int) {
    // A wide character doesn't fit into the last cell of a row.
    if place.column + cells > columns && cells == 2 { place = Place(row: place.row + 1) }
    place.column += cells
    while place.column >= columns {
      place.row += 1
      place.column = place.column > columns && cells > 2 ? place.column - columns : 0
    }
  }

  /// Cells that libedit gives a code point: `^X` for control characters, `\U+` and digits for
  /// others that have no shape.
  private static func cells(of scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x20 || scalar.value == 0x7F { return 2 }
    if scalar.value < 0x7F { return 1 }
    if scalar.properties.generalCategory == .control { return 7 }
    return cellWidth(of: scalar)
  }
}
