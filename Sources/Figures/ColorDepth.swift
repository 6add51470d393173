/// How many colours a terminal shows.
public enum ColorDepth: Sendable, CaseIterable {
  /// None may be used.
  case none
  /// The sixteen named colours, which have no order from low to high: heat maps do without them.
  case sixteen
  /// xterm's palette of 256.
  case palette
  /// Every colour of sRGB.
  case trueColor

  /// Whether a colour map can be shown.
  var showsColormaps: Bool { self == .palette || self == .trueColor }

  /// The colour that the terminal shows for `color`.
  func shown(_ color: Color) -> Color {
    self == .palette ? Color(paletteIndex: color.paletteIndex) : color
  }
}
