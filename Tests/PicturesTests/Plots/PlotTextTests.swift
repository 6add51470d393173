import Formats
import Pictures
import Tensors
import TestSupport
import Testing
import Text

@Suite struct PlotTextTests {
  private let bars = Plot(
    [.bars(x: [], heights: [1, 2, 4])], title: "three bars",
    x: Axis(label: "key", names: ["a", "b", "c"]), y: Axis(label: "attention"))

  @Test func `bars in ASCII stand on the axis at their height`() {
    #expect(
      bars.text(options: TextOptions(width: 26, height: 5, unicode: false)) == """
        three bars
          4 |             *****
            |             *****
          2 |       ***** *****
            | ***** ***** *****
          0 | ***** ***** *****
            +---+------+-----+---
                a      b     c
        across: key; up: attention
        1 at 0 a to 4 at 2 c, mean 2.33333, 3 values

        """)
  }

  @Test func `a rising line rises in braille`() {
    let plot = Plot([.line(x: [], y: [0, 1, 2, 3])])
    #expect(
      plot.text(options: TextOptions(width: 24, height: 4)) == """
            │             ⢀⣀⠤⠒
          2 ┤         ⣀⠤⠒⠊⠁
            │    ⢀⡠⠤⠒⠉
          0 ┤ ⠤⠒⠉⠁
            └─┬─────────┬──────
              0         2
        0 at 0 to 3 at 3, mean 1.5, 4 values

        """)
  }

  @Test func `the numbers under it are exact`() {
    let plot = Plot(
      [.line(x: [], y: [0.123456, 0.5, 0.25], label: "entropy"), .rule(y: 0.7, label: "bound")],
      x: Axis(names: ["<s>", "\u{120}hi", "\n"]))
    let lines = plot.text(options: TextOptions(width: 70)).split(separator: "\n")
    #expect(
      lines.suffix(2) == [
        "entropy: 0.123456 at 0 <s> to 0.5 at 1 \u{120}hi, mean 0.291152, 3 values",
        "bound: y = 0.7",
      ])
  }

  @Test func `what is not shown is said`() {
    let plot = Plot([.line(x: [], y: [1, 0, .nan])], y: Axis(scale: .log))
    #expect(plot.text().hasSuffix("2 values not shown: not positive, or no number\n"))
  }

  @Test(arguments: OddPlot.all)
  func `every plot fits the terminal, in its characters`(odd: OddPlot) {
    for width in [20, 33, 80] {
      for (depth, unicode) in [(ColorDepth.none, false), (.none, true), (.truecolor, true)] {
        let options = TextOptions(width: width, height: 6, depth: depth, unicode: unicode)
        let text = odd.plot.text(options: options)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // The numbers under the picture are not cut.
        let picture = lines.prefix { !$0.contains("value") && !$0.contains(" at ") }
        let widest = picture.map { displayWidth(of: String($0)) }
        #expect((widest.max() ?? 0) <= width)
        #expect(unicode || text.utf8.allSatisfy { $0 < 0x7F })
        #expect(depth != .none || !text.contains("\u{1B}"))
        #expect(text.hasSuffix("\n"))
      }
    }
  }

  @Test func `series differ in colour, or without colours in their characters`() {
    let plot = Plot([
      .line(x: [], y: [0, 1], label: "up"), .line(x: [], y: [1, 0], label: "down"),
    ])
    let colored = plot.text(options: TextOptions(width: 40, depth: .truecolor))
    #expect(colored.contains("38;2;58;155;220") && colored.contains("38;2;230;110;30"))
    let plain = plot.text(options: TextOptions(width: 40))
    #expect(plain.contains("** up  ++ down"))
  }

  @Test func `tokens can't move the cursor`() {
    let plot = Plot(
      [.bars(x: [], heights: [1, 2]), .text("\u{1B}[2J", x: 0, y: 1)], title: "\u{1B}]0;x\u{7}",
      x: Axis(names: ["\u{1B}[31m", "a\nb"]))
    #expect(!plot.text().contains("\u{1B}"))
    #expect(!plot.text().contains("\u{7}"))
  }

  @Test func `cells are drawn as heat maps are`() throws {
    let map = try HeatMap(Tensor(shape: [1, 2], values: [0, 1]))
    let plot = Plot(
      [.cells(map)], title: "title", x: Axis(names: ["a", "b"]), y: Axis(names: ["c"]))
    #expect(plot.text() == map.text(queries: ["c"], keys: ["a", "b"], title: "title"))
  }
}
