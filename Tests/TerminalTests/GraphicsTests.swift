import Foundation
import Terminal
import Testing
import Text

struct GraphicsTests {
  @Test(arguments: [
    (["TERM": "xterm-kitty"], "kitty"), (["TERM": "xterm-ghostty"], "kitty"),
    (["TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"], "iterm"),
    (["TERM": "xterm-256color", "TERM_PROGRAM": "vscode"], "blocks"),
    (["TERM": "screen.xterm-256color", "TERM_PROGRAM": "iTerm.app", "STY": "1.pts-0"], "blocks"),
    (["TERM": "screen-256color", "TERM_PROGRAM": "WezTerm"], "blocks"),
    (["TERM": "eterm-color", "TERM_PROGRAM": "iTerm.app", "INSIDE_EMACS": "29.1,term"], "blocks"),
    (["TERM": "xterm-256color", "TERM_PROGRAM": "ghostty", "NVIM": "/run/nvim"], "blocks"),
    (["TERM": "screen-256color", "TMUX": "/tmp/tmux-0/default,1,0"], "ask"),
    (["TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm", "ZELLIJ": "0"], "ask"),
    (["TERM": "dvtm-256color", "TERM_PROGRAM": "WezTerm"], "blocks"),
    (["TERM": "linux"], "blocks"),
    (["TERM": "xterm-256color"], "ask"),
    (["TERM": "xterm-kitty", "TMUX": "/tmp/tmux-0/default,1,0"], "ask"),
  ])
  func `the environment names the protocol of known terminals`(
    environment: [String: String], expected: String
  ) {
    let choice = GraphicsChoice(
      setting: nil, depth: .truecolor, environment: environment, cell: .standard)
    #expect((choice?.protocol.rawValue ?? "ask") == expected)
  }

  @Test func `without colour there are only characters`() {
    let choice = GraphicsChoice(
      setting: nil, depth: .none, environment: ["TERM": "xterm-kitty"], cell: .standard)
    #expect(choice?.protocol == .ascii)
  }

  @Test func `a setting is obeyed and said to be the reason`() {
    let choice = GraphicsChoice(
      setting: .sixel, depth: .truecolor, environment: ["TERM": "xterm-kitty"], cell: .standard)
    #expect(choice?.protocol == .sixel)
    #expect(choice?.reason == "set graphics sixel")
  }

  @Test(arguments: [
    ("\u{1B}P>|kitty(0.32.2)\u{1B}\\\u{1B}[6;18;9t\u{1B}[?62;c", "kitty"),
    ("\u{1B}P>|WezTerm 20240203\u{1B}\\\u{1B}[?65;4;6c", "iterm"),
    ("\u{1B}P>|foot(1.16.2)\u{1B}\\\u{1B}[?62;4;22c", "sixel"),
    ("\u{1B}P>|XTerm(379)\u{1B}\\\u{1B}[?64;1;2;6;9;15c", "blocks"),
    ("\u{1B}[?1;2c", "blocks"),
  ])
  func `the terminal's own answer decides where the environment does not`(
    replies: String, expected: String
  ) {
    let answer = TerminalAnswer(Array(replies.utf8))
    #expect(answer != nil)
    let choice = GraphicsChoice(answer: answer, isInsideTmux: false, cell: .standard)
    #expect(choice.protocol.rawValue == expected)
  }

  @Test func `an answer tells the size of a cell and is waited for until it is whole`() {
    #expect(TerminalAnswer(Array("\u{1B}P>|foot(1.16.2)\u{1B}\\\u{1B}[6;34;17t".utf8)) == nil)
    let whole = TerminalAnswer(Array("\u{1B}[6;34;17t\u{1B}[?62;4c".utf8))
    let choice = GraphicsChoice(answer: whole, isInsideTmux: false, cell: .standard)
    #expect(choice.cell == CellSize(width: 17, height: 34))
  }

  @Test func `silence means characters`() {
    let choice = GraphicsChoice(answer: nil, isInsideTmux: false, cell: .standard)
    #expect(choice.protocol == .blocks)
    #expect(choice.reason == "the terminal did not answer")
  }
}

struct PictureTests {
  /// Three colours in slanted stripes, row by row.
  private static let pixels: [UInt8] = (0..<600).map { place in
    let (row, column) = (place / 40, place % 40)
    return UInt8((row + column / 7) % 3)
  }

  /// What stands for a PNG file.
  private static let file: [UInt8] = (0..<9000).map { UInt8(truncatingIfNeeded: $0 &* 31) }

  private let picture = Picture(
    width: 40, height: 15, indices: pixels,
    palette: [(255, 0, 0), (0, 255, 0), (0, 0, 51)], png: file)

  private func choice(_ name: GraphicsProtocol, tmux: Bool = false) throws -> GraphicsChoice {
    try #require(
      GraphicsChoice(
        setting: name, depth: .truecolor, environment: tmux ? ["TMUX": "x"] : [:], cell: .standard))
  }

  @Test func `kitty gets the file in chunks of base64`() throws {
    let text = picture.sequences(for: try choice(.kitty))
    let parts = text.matches(of: /\u{1B}_G([^;]*);([^\u{1B}]*)\u{1B}\\/)
    #expect(parts.count == 3)
    #expect(parts.first?.1 == "a=T,f=100,q=2,c=4,r=1,m=1")
    #expect(parts.last?.1 == "q=2,m=0")
    #expect(parts.allSatisfy { $0.2.utf8.count <= 4096 })
    let data = Data(base64Encoded: parts.map { String($0.2) }.joined())
    #expect(data == Data(Self.file))
  }

  @Test func `inside tmux kitty's picture is characters in the picture's number as colour`() throws
  {
    let text = picture.sequences(for: try choice(.kitty, tmux: true))
    #expect(text.hasPrefix("\u{1B}Ptmux;\u{1B}\u{1B}_Ga=T,U=1,f=100,q=2,i="))
    let lines = text.split(separator: "\n").suffix(1)
    #expect(lines.first?.unicodeScalars.count { $0 == "\u{10EEEE}" } == 4)
  }

  @Test func `iTerm gets the file whole, its size and its cells`() throws {
    let text = picture.sequences(for: try choice(.iterm))
    let head =
      "\u{1B}]1337;File=inline=1;size=9000;width=4;height=1;preserveAspectRatio=1:"
    #expect(text.hasPrefix(head) && text.hasSuffix("\u{07}\n"))
    let body = String(text.dropFirst(head.count).dropLast(2))
    #expect(Data(base64Encoded: body) == Data(Self.file))
  }

  @Test func `sixels hold every pixel`() throws {
    let text = picture.sequences(for: try choice(.sixel))
    let decoded = SixelDecoder.pixels(of: text, width: 40, height: 15)
    #expect(decoded == Self.pixels.map { Int($0) })
    #expect(text.contains("#0;2;100;0;0#1;2;0;100;0#2;2;0;0;20"))
  }

  @Test(arguments: [GraphicsProtocol.blocks, .ascii, .off])
  func `protocols of characters show no pixels`(name: GraphicsProtocol) throws {
    #expect(picture.sequences(for: try choice(name)).isEmpty)
  }
}

/// Reads sixels back, as the manual of DEC's VT3xx says.
private enum SixelDecoder {
  static func pixels(of text: String, width: Int, height: Int) -> [Int] {
    var pixels = [Int](repeating: -1, count: width * height)
    var (column, top, color, count) = (0, 0, 0, 1)
    // The body begins behind the raster attributes and colours, which all stand before the first band.
    var rest = Array(text.utf8)[...]
    rest = rest.drop { $0 != UInt8(ascii: "#") }
    func number() -> Int {
      var value = 0
      while let digit = rest.first, (48...57).contains(digit) {
        value = value * 10 + Int(digit - 48)
        rest.removeFirst()
      }
      return value
    }
    while let byte = rest.popFirst(), byte != 0x1B {
      switch byte {
      case UInt8(ascii: "#"):
        color = number()
        while rest.first == UInt8(ascii: ";") {
          rest.removeFirst()
          _ = number()
        }
      case UInt8(ascii: "!"): count = number()
      case UInt8(ascii: "$"): column = 0
      case UInt8(ascii: "-"): (column, top) = (0, top + 6)
      default:
        for _ in 0..<count {
          for bit in 0..<6 where (byte - 63) >> UInt8(bit) & 1 == 1 {
            pixels[(top + bit) * width + column] = color
          }
          column += 1
        }
        count = 1
      }
    }
    return pixels
  }
}
