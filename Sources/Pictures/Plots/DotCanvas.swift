/// A picture of dots in a terminal: eight to a character where it shows braille, else one.
struct DotCanvas {
  /// Size in characters.
  let (columns, lines): (Int, Int)

  /// Whether characters are braille patterns of 2 x 4 dots.
  let isBraille: Bool

  private var dots: [UInt8]
  private var owners: [Int]

  /// An empty picture of so many characters.
  init(columns: Int, lines: Int, isBraille: Bool) {
    (self.columns, self.lines, self.isBraille) = (columns, lines, isBraille)
    dots = [UInt8](repeating: 0, count: columns * lines)
    owners = [Int](repeating: -1, count: columns * lines)
  }

  /// Dots across.
  var width: Int { isBraille ? columns * 2 : columns }

  /// Dots from top to bottom.
  var height: Int { isBraille ? lines * 4 : lines }

  /// Sets a dot, `y` from above, for a series; one outside is left out.
  mutating func set(_ x: Int, _ y: Int, series: Int) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    let cell = isBraille ? y / 4 * columns + x / 2 : y * columns + x
    // Unicode 16, chapter 21.1: dots 1-3 and 7 are the left column, 4-6 and 8 the right one.
    let bits: [UInt8] = x % 2 == 0 ? [0x01, 0x02, 0x04, 0x40] : [0x08, 0x10, 0x20, 0x80]
    dots[cell] |= isBraille ? bits[y % 4] : 1
    owners[cell] = series
  }

  /// Sets the dots from one to another; of a dashed line two of four.
  mutating func line(
    from start: (x: Int, y: Int), to end: (x: Int, y: Int), series: Int, isDashed: Bool = false
  ) {
    let steps = max(abs(end.x - start.x), abs(end.y - start.y), 1)
    for step in 0...steps {
      let x = start.x + rounded((end.x - start.x) * step, over: steps)
      let y = start.y + rounded((end.y - start.y) * step, over: steps)
      if isDashed && (isBraille ? x % 4 > 1 : x % 2 == 1) { continue }
      set(x, y, series: series)
    }
  }

  /// The character of a cell and the series that drew there last; nil where it is empty.
  func character(column: Int, line: Int) -> (Character, series: Int)? {
    let cell = line * columns + column
    guard dots[cell] != 0 else { return nil }
    let character =
      isBraille
      ? Unicode.Scalar(0x2800 + UInt32(dots[cell])).map(Character.init) ?? " "
      : Self.symbol(of: owners[cell])
    return (character, owners[cell])
  }

  /// What stands for a series where there are no colours; a rule is no series.
  static func symbol(of series: Int) -> Character {
    let symbols = Array("*+xo#@%&")
    return series < 0 ? "-" : symbols[series % symbols.count]
  }

  private func rounded(_ number: Int, over divisor: Int) -> Int {
    (2 * number + (number < 0 ? -divisor : divisor)) / (2 * divisor)
  }
}
