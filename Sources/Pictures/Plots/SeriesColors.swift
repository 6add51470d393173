internal import Formats

/// Colours that tell series apart, also for colour-blind eyes and on white paper: Okabe and Ito's
/// (https://jfly.uni-koeln.de/color/) without the yellow, which white swallows, and blue first.
let seriesColors: [Color] = [
  Color(red: 0x00, green: 0x72, blue: 0xB2),
  Color(red: 0xD5, green: 0x5E, blue: 0x00),
  Color(red: 0x00, green: 0x9E, blue: 0x73),
  Color(red: 0xCC, green: 0x79, blue: 0xA7),
  Color(red: 0xE6, green: 0x9F, blue: 0x00),
  Color(red: 0x56, green: 0xB4, blue: 0xE9),
  Color(red: 0x00, green: 0x00, blue: 0x00),
]

/// The same colours for terminals, whose ground is dark more often than not: none is far darker
/// than middle grey.
let terminalSeriesColors: [Color] = [
  Color(red: 0x3A, green: 0x9B, blue: 0xDC),
  Color(red: 0xE6, green: 0x6E, blue: 0x1E),
  Color(red: 0x1A, green: 0xAA, blue: 0x80),
  Color(red: 0xCC, green: 0x79, blue: 0xA7),
  Color(red: 0xE6, green: 0x9F, blue: 0x00),
  Color(red: 0x56, green: 0xD4, blue: 0xE9),
]

extension Color {
  /// As SVG and CSS write it.
  var hexadecimal: String {
    "#"
      + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
