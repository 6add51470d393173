import Text
import Testing

@Suite struct PrintableTests {
  @Test(arguments: [
    ("plain, ünïcödé, 日本\n\ttoo", "plain, ünïcödé, 日本\n\ttoo"),
    ("\u{1B}]0;TITLE\u{7}", #"\u{1B}]0;TITLE\u{7}"#), ("\u{1B}[2J", #"\u{1B}[2J"#),
    ("a\rb\u{8}\u{7F}\0", #"a\u{D}b\u{8}\u{7F}\u{0}"#), ("\u{9B}31m", #"\u{9B}31m"#),
    ("a\r\nb", "a\\u{D}\nb"), ("\u{202E}evil\u{2066}", #"\u{202E}evil\u{2066}"#),
    ("\u{1B}[31mred", #"\u{1B}[31mred"#), ("a – b â €", "a – b â €"),
  ])
  func `no character of a text is an order to a terminal`(text: String, shown: String) {
    #expect(printable(text) == shown)
  }

  @Test(arguments: [
    ("\u{1B}[1;31merror:\u{1B}[0m", "\u{1B}[1;31merror:\u{1B}[0m"),
    ("\u{1B}[38;2;1;2;3mx\u{1B}[m", "\u{1B}[38;2;1;2;3mx\u{1B}[m"),
    ("\u{1B}[31", #"\u{1B}[31"#), ("\u{1B}[?25l\u{1B}[5A", #"\u{1B}[?25l\u{1B}[5A"#),
  ])
  func `colours stay where they are wanted, and they alone`(text: String, shown: String) {
    #expect(printable(text, keepsColors: true) == shown)
  }
}
