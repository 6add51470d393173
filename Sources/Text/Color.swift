/// A colour of text on a terminal.
public enum Color: Equatable, Sendable {
  case black
  case red
  case green
  case yellow
  case blue
  case magenta
  case cyan
  case white
  /// Any colour, a byte a channel; shown as the nearest one that the terminal has.
  case rgb(UInt8, UInt8, UInt8)

  /// The SGR parameter (ECMA-48 8.3.117); `base` is 30 for letters, 40 for what is behind them.
  func parameter(at depth: ColorDepth, base: Int) -> String {
    guard case .rgb(let red, let green, let blue) = self else { return "\(base + index)" }
    switch depth {
    case .truecolor: return "\(base + 8);2;\(red);\(green);\(blue)"
    case .indexed: return "\(base + 8);5;\(Color.nearestIndexed(red, green, blue))"
    case .sixteen, .none:
      let nearest = Color.nearestSixteen(red, green, blue)
      return "\(nearest < 8 ? base + nearest : base + 52 + nearest)"
    }
  }

  private var index: Int {
    switch self {
    case .black: 0
    case .red: 1
    case .green: 2
    case .yellow: 3
    case .blue: 4
    case .magenta: 5
    case .cyan: 6
    case .white: 7
    case .rgb(let red, let green, let blue): Color.nearestSixteen(red, green, blue) % 8
    }
  }

  // xterm's cube starts at 16 with these levels a channel; its greys at 232 are 8, 18 and so on.
  private static let levels = [0, 95, 135, 175, 215, 255]

  /// The entry of xterm's palette, of its cube and greys, nearest to a colour.
  static func nearestIndexed(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
    let color = (Int(red), Int(green), Int(blue))
    func nearestLevel(_ value: Int) -> Int {
      levels.indices.min { abs(levels[$0] - value) < abs(levels[$1] - value) } ?? 0
    }
    let cube = (nearestLevel(color.0), nearestLevel(color.1), nearestLevel(color.2))
    let cubeColor = (levels[cube.0], levels[cube.1], levels[cube.2])
    let grey = min(23, max(0, ((color.0 + color.1 + color.2) / 3 - 3) / 10))
    let greyColor = (8 + 10 * grey, 8 + 10 * grey, 8 + 10 * grey)
    return distance(greyColor, color) < distance(cubeColor, color)
      ? 232 + grey : 16 + 36 * cube.0 + 6 * cube.1 + cube.2
  }

  /// The entry of xterm's first sixteen nearest to a colour; from 8 on they are the bright ones.
  static func nearestSixteen(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
    let color = (Int(red), Int(green), Int(blue))
    return sixteen.indices.min { distance(sixteen[$0], color) < distance(sixteen[$1], color) } ?? 0
  }

  private static let sixteen = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0),
    (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0),
    (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255),
  ]

  private static func distance(_ a: (Int, Int, Int), _ b: (Int, Int, Int)) -> Int {
    (a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1) + (a.2 - b.2) * (a.2 - b.2)
  }
}
