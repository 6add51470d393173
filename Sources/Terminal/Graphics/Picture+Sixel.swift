/// Sixel: bands of six rows, a pass for each colour in a band (DEC VT3xx Graphics Programming,
/// chapter 14).
extension Picture {
  /// The picture at the cursor.
  func sixel() -> String {
    var bytes = Array("\u{1B}P0;1;0q\"1;1;\(width);\(height)".utf8)
    for (place, color) in palette.enumerated() {
      func percent(_ channel: UInt8) -> Int { (Int(channel) * 100 + 127) / 255 }
      bytes +=
        "#\(place);2;\(percent(color.red));\(percent(color.green));\(percent(color.blue))".utf8
    }
    var masks = [[UInt8]?](repeating: nil, count: palette.count)
    for top in stride(from: 0, to: height, by: 6) {
      var used: [Int] = []
      for row in top..<min(top + 6, height) {
        for column in 0..<width {
          let color = Int(indices[row * width + column])
          if masks[color] == nil {
            masks[color] = [UInt8](repeating: 0, count: width)
            used.append(color)
          }
          masks[color]?[column] |= 1 << UInt8(row - top)
        }
      }
      for (order, color) in used.sorted().enumerated() {
        if order > 0 { bytes.append(UInt8(ascii: "$")) }
        bytes += "#\(color)".utf8
        Self.append(masks[color] ?? [], to: &bytes)
        masks[color] = nil
      }
      bytes.append(UInt8(ascii: "-"))
    }
    return String(decoding: bytes, as: UTF8.self) + "\u{1B}\\"
  }

  /// Appends a pass over a band, equal neighbours as a count; empty ones at the end are left out.
  private static func append(_ masks: [UInt8], to bytes: inout [UInt8]) {
    let count = (masks.lastIndex { $0 != 0 } ?? -1) + 1
    var start = 0
    while start < count {
      var end = start + 1
      while end < count && masks[end] == masks[start] { end += 1 }
      let character = 63 + masks[start]
      if end - start > 3 {
        bytes += "!\(end - start)".utf8
        bytes.append(character)
      } else {
        bytes += [UInt8](repeating: character, count: end - start)
      }
      start = end
    }
  }
}
