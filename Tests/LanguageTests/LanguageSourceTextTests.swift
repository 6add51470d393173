import Language
import Testing
import Text

@Suite struct SourceTextTests {
  @Test func `an error shows its place, its line and a caret`() {
    let source = SourceText(
      name: "sweep.plens", text: "load gpt2\n  show p0 L5H40\n", includedFrom: ["main.plens:3"])
    let error = LanguageError(
      SourceSpan(20, 25), "unknown head 'L5H40' (gpt2 has 12 heads)",
      notes: ["did you mean 'L5H4'?"])
    #expect(
      source.rendering(of: error) == """
        sweep.plens:2:11: error: unknown head 'L5H40' (gpt2 has 12 heads)
            show p0 L5H40
                    ^~~~~
          did you mean 'L5H4'?
          included from main.plens:3
        """)
  }

  @Test func `wide characters and tabs keep the caret under its word`() {
    let source = SourceText(name: nil, text: "\t日本 x")
    let rendering = source.rendering(of: LanguageError(SourceSpan(8, 9), "no"))
    #expect(rendering == "error: no\n   日本 x\n        ^")
  }

  @Test func `a long line is cut to what is near`() {
    let text = String(repeating: "a ", count: 300) + "bad" + String(repeating: " b", count: 300)
    let rendering = SourceText(name: nil, text: text).rendering(
      of: LanguageError(SourceSpan(600, 603), "no"))
    let rows = rendering.split(separator: "\n").map(String.init)
    #expect(rows[1].contains("bad"))
    #expect(rows.allSatisfy { displayWidth(of: $0) <= 102 })
    let column =
      -2
      + rows[1].distance(
        from: rows[1].startIndex, to: rows[1].firstIndex(of: "d") ?? rows[1].startIndex)
    #expect(rows[2] == String(repeating: " ", count: column) + "^~~")
  }

  @Test func `an error fits a screen whatever it quotes`() {
    let long = String(repeating: "wörd ", count: 40_000)
    let source = SourceText(
      name: "/" + long, text: long + "bad" + long, includedFrom: Array(repeating: long, count: 9))
    let error = LanguageError(
      SourceSpan(240_000, 240_003), "there is no '\(long)'", notes: Array(repeating: long, count: 9)
    )
    #expect(source.rendering(of: error).count < 80 * 24)
  }

  @Test func `colour is put around, not into, the words`() {
    let source = SourceText(name: "f", text: "x")
    let rendering = source.rendering(
      of: LanguageError(SourceSpan(0, 1), "no"), style: Style(depth: .sixteen))
    #expect(rendering.hasPrefix("\u{1B}[1mf:1:1: \u{1B}[0m\u{1B}[1;31merror:\u{1B}[0m no\n"))
  }

  @Test(arguments: [(0, 1, 1), (2, 1, 2), (3, 1, 3), (4, 2, 1), (99, 2, 2)])
  func `locations count lines and code points from one`(offset: Int, line: Int, column: Int) {
    let location = SourceText(name: nil, text: "éx\ny").location(of: offset)
    #expect([location.line, location.column] == [line, column])
  }
}
