public import Formats

/// A colour of sRGB, eight bits a channel.
public typealias Color = IndexedImage.Color

extension Color {
  /// Black, in which values that are no numbers are drawn.
  public static let black = Color(red: 0, green: 0, blue: 0)

  /// Whether black text reads better on this colour than white (ITU-R BT.601 luma).
  var isLight: Bool { 299 * Int(red) + 587 * Int(green) + 114 * Int(blue) > 140_000 }

  /// The place of the nearest of xterm's 256 colours, from 16 on: a 6 x 6 x 6 cube and 24 greys.
  var paletteIndex: Int {
    func level(_ channel: UInt8) -> Int {
      channel < 48 ? 0 : channel < 115 ? 1 : (Int(channel) - 35) / 40
    }
    let cube = 16 + 36 * level(red) + 6 * level(green) + level(blue)
    let mean = (Int(red) + Int(green) + Int(blue)) / 3
    let grey = 232 + min(max((mean - 3) / 10, 0), 23)
    return distance(to: Color(paletteIndex: grey)) < distance(to: Color(paletteIndex: cube))
      ? grey : cube
  }

  /// The colour at this place of xterm's palette, from 16 to 255.
  init(paletteIndex index: Int) {
    if index >= 232 {
      let level = UInt8(8 + 10 * (index - 232))
      self.init(red: level, green: level, blue: level)
    } else {
      func value(_ level: Int) -> UInt8 { level == 0 ? 0 : UInt8(55 + 40 * level) }
      let place = index - 16
      self.init(red: value(place / 36), green: value(place / 6 % 6), blue: value(place % 6))
    }
  }

  private func distance(to other: Color) -> Int {
    let (dr, dg) = (Int(red) - Int(other.red), Int(green) - Int(other.green))
    let db = Int(blue) - Int(other.blue)
    return dr * dr + dg * dg + db * db
  }
}
