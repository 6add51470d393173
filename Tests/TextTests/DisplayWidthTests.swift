import Testing
import Text

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("😀", 2), ("Ġthe", 4), ("\t", 0),
    ("a\u{1B}[1;31mb\u{1B}[0m", 2), ("\u{1B}[", 0), ("▁", 1),
  ])
  func `cells are counted as a terminal does`(text: String, width: Int) {
    #expect(displayWidth(of: text) == width)
  }

  @Test(arguments: [
    ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abcd", 1, "…"), ("abcd", 0, ""), ("日本語", 4, "日…"),
    ("日本語", 5, "日本…"), ("\u{1B}[1mabcd\u{1B}[0m", 3, "\u{1B}[1mab…\u{1B}[0m"),
  ])
  func `text is cut to fit`(text: String, width: Int, expected: String) {
    #expect(text.truncated(toWidth: width) == expected)
    #expect(displayWidth(of: text.truncated(toWidth: width)) <= width)
  }

  @Test func `text is filled up with spaces`() {
    #expect("日".padded(toWidth: 4) == "日  ")
    #expect("7".padded(toWidth: 3, alignedRight: true) == "  7")
    #expect("long".padded(toWidth: 2) == "long")
  }
}
