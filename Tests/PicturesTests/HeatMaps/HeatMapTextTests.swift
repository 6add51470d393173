import Foundation
import Pictures
import Tensors
import TestSupport
import Testing
import Text

@Suite struct HeatMapTextTests {
  private func causal(_ n: Int) throws -> HeatMap {
    var matrix = Tensor(zeros: [n, n])
    for query in 0..<n {
      for key in 0...query { matrix.values[query * n + key] = 1 / Float(query + 1) }
    }
    return try HeatMap.raw(matrix)
  }

  /// `text` without escape sequences that set colours.
  private func plain(_ text: String) -> String {
    text.replacing(/\u{1B}\[[0-9;]*m/, with: "")
  }

  @Test func `a small matrix is a table of its values`() throws {
    let text = try causal(3).text(
      queries: ["<s>", "Ġthe", "\n"], keys: ["<s>", "Ġthe", "\n"], title: "gpt2 L5H3")
    #expect(
      text == """
        gpt2 L5H3
        q\\k          <s>     Ġthe        ↵
        0 <s>       1.00        0        0
        1 Ġthe      0.50     0.50        0
        2 ↵         0.33     0.33     0.33
        values 0 to 1; rows: queries, columns: keys

        """)
  }

  @Test func `a larger one without colour is drawn in ten characters`() throws {
    let ramp = try HeatMap(
      Tensor(shape: [2, 40], values: (0..<80).map { Float($0 % 40) / 39 }), scale: .unit)
    let text = ramp.text(options: TextOptions(width: 44))
    #expect(
      text == """
          0         10        20        30
        0     ....::::----====++++****####%%%%@@@@
        1     ....::::----====++++****####%%%%@@@@
        0 ' .:-=+*#%@' 1; rows: queries, columns: keys

        """)
  }

  @Test func `half blocks hold two rows, and a colour is set only where it changes`() throws {
    let values: [Float] = [0, 1, 1] + [1, 1, 0] + [0, 0, 0]
    let wide = Tensor(
      shape: [3, 60], values: (0..<180).map { values[$0 / 60 * 3 + $0 % 60 / 20] })
    let text = try HeatMap(wide, colormap: Colormap(named: "gray")).text(
      options: TextOptions(width: 64, depth: .truecolor))
    let (black, white) = ("2;0;0;0", "2;255;255;255")
    let (blocks, spaces) = (String(repeating: "▀", count: 20), String(repeating: " ", count: 20))
    let lines = text.split(separator: "\n")
    #expect(
      lines[1] == "0 \u{1B}[48;\(white);38;\(black)m\(blocks)\(spaces)"
        + "\u{1B}[48;\(black);38;\(white)m\(blocks)\u{1B}[0m")
    #expect(lines[2] == "2 \u{1B}[38;\(black)m\(blocks)\(blocks)\(blocks)\u{1B}[0m")
  }

  @Test(arguments: [ColorDepth.none, .sixteen, .indexed, .truecolor], [1, 2, 7, 20, 40, 79, 226])
  func `no line of the picture is wider than the terminal or higher than it may be`(
    depth: ColorDepth, n: Int
  ) throws {
    for (width, height) in [(20, 4), (80, 24), (200, 60)] {
      for unicode in [true, false] {
        let labels = (0..<n).map { $0 % 2 == 0 ? "Ġantidisestablishment" : "日本語日本語日本語" }
        let text = try causal(n).text(
          queries: labels, keys: labels, title: "",
          options: TextOptions(width: width, height: height, depth: depth, unicode: unicode))
        let lines = plain(text).split(separator: "\n").dropLast().filter {
          !$0.contains("each is the")
        }
        #expect(lines.count <= height + 1)
        for line in lines {
          // Every wide character of these labels is one of three bytes.
          let columns = line.reduce(0) { $0 + ("日本語".contains($1) ? 2 : 1) }
          #expect(columns <= width, "\(line)")
        }
        if !unicode { #expect(text.utf8.allSatisfy { $0 < 0x80 }) }
        if depth == .none || depth == .sixteen { #expect(!text.contains("\u{1B}")) }
        #expect(
          text.split(separator: "\n").allSatisfy {
            !$0.contains("\u{1B}") || $0.contains("\u{1B}[0m")
          })
      }
    }
  }

  @Test(arguments: [
    "\u{1B}[2J", "\u{9B}2J", "a\rb", "\u{8}\u{8}", "\u{202E}abc", "\u{7}", "\u{0}", "\u{85}",
    "\u{2028}", "\u{200B}", "\u{FEFF}",
  ])
  func `nothing in a token or title can reach the terminal raw`(text: String) throws {
    for unicode in [true, false] {
      let picture = try causal(3).text(
        queries: [text, text, text], keys: [text, text, text], title: text,
        options: TextOptions(unicode: unicode))
      let scalars = picture.unicodeScalars
      #expect(
        !scalars.contains {
          $0 != "\n" && [.control, .format].contains($0.properties.generalCategory)
        })
      #expect(picture.split(separator: "\n").count == 6)
    }
  }

  @Test(arguments: [
    (" a", "␣a"), ("\n\n", "↵↵"), ("\t", "⇥"), ("\r", "␍"), ("\u{A0}", "␣"), ("日本", "日本"),
    ("e\u{301}", "e\u{301}"),
  ])
  func `white space in tokens is visible`(token: String, shown: String) throws {
    let text = try causal(2).text(queries: [token, "x"], keys: ["y", "z"])
    #expect(text.contains("0 " + shown + " "))
  }

  @Test func `a matrix too large is pooled, and the caption says so`() throws {
    var matrix = Tensor(zeros: [100, 100])
    matrix.values[57 * 100 + 31] = 0.8
    let map = try HeatMap.raw(matrix)
    let options = TextOptions(width: 60, height: 20)
    let text = map.text(options: options)
    #expect(text.contains("100 × 100 values in 20 × 20 cells: each is the maximum of 5 × 5"))
    #expect(text.contains("\n55             @@\n"))
    #expect(text.contains("0 ' .:-=+*#%@' 0.8; rows: queries"))
    var mean = options
    mean.pooling = .mean
    #expect(map.text(options: mean).contains("each is the mean of 5 × 5"))
    #expect(!map.text(options: mean).contains("@@"))
  }

  @Test func `values beyond fixed limits are told`() throws {
    let map = try HeatMap(Tensor(shape: [1, 2], values: [-1, 3]), scale: .limits(0...1))
    #expect(map.text().contains("0 to 1; values -1 to 3;"))
  }

  @Test func `NaN is counted and shown`() throws {
    let small = try HeatMap.raw(Tensor(shape: [2, 2], values: [.nan, 1, 0, .infinity])).text()
    #expect(small.contains("0       nan     1.00\n1         0      inf\n1 value is NaN\n"))
    let large = try HeatMap.raw(
      Tensor(shape: [30, 30], values: [Float](repeating: .nan, count: 900))
    ).text()
    #expect(large.contains("900 values are NaN") && large.contains("????"))
  }

  @Test func `a logarithmic scale spreads small values`() throws {
    let matrix = Tensor(shape: [1, 30], values: (0..<30).map { pow(10, -Float($0) / 6) })
    let map = try HeatMap(matrix, scale: .unit)
    let text = map.text(options: TextOptions(logarithmic: true))
    #expect(text.contains("0 @@@@@@%%%%"))
    #expect(text.contains("0.0001 ' .:-=+*#%@' 1; logarithmic"))
  }
}
