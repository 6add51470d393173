import Testing
import Text

@Suite struct WordTests {
  @Test(arguments: 0..<40)
  func `a text is shortened to any length`(most: Int) {
    let text = "the quick brown fox jumps over the lazy dog"
    let short = shortened(text, to: most)
    #expect(short.count <= most)
    #expect(most < 2 || short.first == text.first)
    #expect(shortened(String(text.prefix(most)), to: most) == text.prefix(most))
  }

  @Test func `the middle goes, or the end where there is little room`() {
    #expect(shortened("abcdefghijklmnopqrstuvwxyz", to: 20) == "abcdefghijklmno … yz")
    #expect(shortened("abcdefghijklmnopqrstuvwxyz", to: 5) == "abcd…")
  }
}
