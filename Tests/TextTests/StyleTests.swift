import Testing
import Text

@Suite struct StyleTests {
  @Test func `attributes stand in one sequence`() {
    let style = Style(depth: .sixteen)
    #expect(style("x", .bold, .red) == "\u{1B}[1;31mx\u{1B}[0m")
    #expect(style("x", .background(.cyan), .underline) == "\u{1B}[46;4mx\u{1B}[0m")
    #expect(style("", .bold) == "")
    #expect(style("x") == "x")
  }

  @Test func `without colour not a byte is added`() {
    #expect(Style.plain("x", .bold, .foreground(.rgb(1, 2, 3))) == "x")
    #expect(Style.plain.sequence([.bold]) + Style.plain.reset == "")
  }

  @Test(arguments: [
    (ColorDepth.truecolor, "38;2;255;128;0", "48;2;255;128;0"),
    // xterm's 208 is #ff8700, the nearest of its cube.
    (.indexed, "38;5;208", "48;5;208"),
    (.sixteen, "33", "43"),
  ])
  func `a colour becomes the nearest there is`(depth: ColorDepth, front: String, back: String) {
    let style = Style(depth: depth)
    #expect(style("x", .foreground(.rgb(255, 128, 0))) == "\u{1B}[\(front)mx\u{1B}[0m")
    #expect(style("x", .background(.rgb(255, 128, 0))) == "\u{1B}[\(back)mx\u{1B}[0m")
  }

  @Test(arguments: [
    (UInt8(0), "16"), (8, "232"), (118, "243"), (128, "244"), (255, "231"), (238, "255"),
  ])
  func `greys use the fine ramp`(level: UInt8, index: String) {
    let text = Style(depth: .indexed)("x", .foreground(.rgb(level, level, level)))
    #expect(text == "\u{1B}[38;5;\(index)mx\u{1B}[0m")
  }

  @Test func `bright colours have numbers of their own`() {
    let style = Style(depth: .sixteen)
    #expect(style("x", .foreground(.rgb(255, 255, 255))) == "\u{1B}[97mx\u{1B}[0m")
    #expect(style("x", .background(.rgb(255, 0, 0))) == "\u{1B}[101mx\u{1B}[0m")
  }
}
