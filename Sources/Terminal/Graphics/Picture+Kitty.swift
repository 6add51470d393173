internal import Foundation

/// kitty's graphics protocol: https://sw.kovidgoyal.net/kitty/graphics-protocol/
extension Picture {
  /// Bytes of base64 that one sequence carries.
  private static let chunk = 4096

  /// The picture at the cursor, over so many cells.
  func kitty(columns: Int, rows: Int) -> String {
    kittyTransfer("a=T,f=100,q=2,c=\(columns),r=\(rows)").joined()
  }

  /// The picture as characters that stand for its parts, which tmux moves and clips like any text.
  ///
  /// The colour of the characters is the picture's number; a combining mark after the first of a
  /// line says which row of the picture it is, another which column.
  func kittyPlaceholders(columns: Int, rows: Int) -> String {
    let marks = Self.placeMarks
    let (columns, rows) = (min(columns, 255), min(rows, marks.count))
    // A number for each content, so that the same picture twice is one picture.
    let number = 1 + png.reduce(UInt32(5381)) { ($0 &* 33) &+ UInt32($1) } % 0xFF_FFFE
    let transfer = kittyTransfer("a=T,U=1,f=100,q=2,i=\(number),c=\(columns),r=\(rows)")
    let color = "\u{1B}[38;2;\(number >> 16);\(number >> 8 & 255);\(number & 255)m"
    let lines = (0..<rows).map { row in
      let first = "\u{10EEEE}\(marks[row])\(marks[0])"
      return color + first + String(repeating: "\u{10EEEE}", count: columns - 1) + "\u{1B}[39m\n"
    }
    return transfer.map(passedThroughTmux).joined() + lines.joined()
  }

  /// The PNG file in sequences, the first with these keys.
  private func kittyTransfer(_ keys: String) -> [String] {
    let text = Array(Data(png).base64EncodedString().utf8)
    return stride(from: 0, to: max(text.count, 1), by: Self.chunk).map { start in
      let end = min(start + Self.chunk, text.count)
      let more = end < text.count ? 1 : 0
      let head = start == 0 ? "\(keys),m=\(more)" : "q=2,m=\(more)"
      return "\u{1B}_G\(head);\(String(decoding: text[start..<end], as: UTF8.self))\u{1B}\\"
    }
  }

  /// The marks for 0, 1, 2 and so on: the first of kitty's rowcolumn-diacritics.txt, which lists
  /// marks above a letter that no letter is composed with.
  private static let placeMarks: [Unicode.Scalar] = [
    0x0305, 0x030D, 0x030E, 0x0310, 0x0312, 0x033D, 0x033E, 0x033F, 0x0346, 0x034A, 0x034B, 0x034C,
    0x0350, 0x0351, 0x0352, 0x0357, 0x035B, 0x0363, 0x0364, 0x0365, 0x0366, 0x0367, 0x0368, 0x0369,
    0x036A, 0x036B, 0x036C, 0x036D, 0x036E, 0x036F, 0x0483, 0x0484, 0x0485, 0x0486, 0x0487, 0x0592,
    0x0593, 0x0594, 0x0595, 0x0597, 0x0598, 0x0599, 0x059C, 0x059D, 0x059E, 0x059F, 0x05A0, 0x05A1,
    0x05A8, 0x05A9, 0x05AB, 0x05AC, 0x05AF, 0x05C4, 0x0610, 0x0611, 0x0612, 0x0613, 0x0614, 0x0615,
  ].compactMap { Unicode.Scalar($0 as UInt32) }
}
