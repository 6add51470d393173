internal import Text

extension ColorDepth {
  /// Whether a colour map can be shown: sixteen named colours have no order from low to high.
  var showsColormaps: Bool { self >= .indexed }

  /// The colour that the terminal shows for `color`.
  func shown(_ color: Color) -> Color {
    self == .indexed ? Color(paletteIndex: color.paletteIndex) : color
  }
}
