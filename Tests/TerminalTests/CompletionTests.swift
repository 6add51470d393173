import Terminal
import Testing
import Text

@Suite struct CompletionTests {
  @Test(arguments: [
    (["show", "shout"], "sho"), (["a"], "a"), (["a", "b"], ""), ([], ""), (["日本", "日曜"], "日"),
    (["é", "e\u{301}"], ""),
  ])
  func `the common prefix is as long as all agree`(texts: [String], prefix: String) {
    #expect(Completion(start: 0, candidates: texts.map { Candidate($0) }).commonPrefix == prefix)
  }

  @Test func `labels run down the columns`() {
    let candidates = (1...7).map { Candidate("item\($0)") }
    let lines = listing(of: candidates, size: TerminalSize(columns: 24, rows: 20), style: .plain)
    #expect(lines == ["item1  item4  item7", "item2  item5", "item3  item6"])
  }

  @Test func `details stand one a line`() {
    let candidates = [Candidate("load", detail: "load a model"), Candidate("日本", detail: "two")]
    let size = TerminalSize(columns: 14, rows: 20)
    #expect(listing(of: candidates, size: size, style: .plain) == ["load  load a…", "日本  two"])
  }

  @Test func `what does not fit on the screen is counted`() {
    let candidates = (1...100).map { Candidate("item\($0)") }
    let lines = listing(of: candidates, size: TerminalSize(columns: 20, rows: 6), style: .plain)
    #expect(lines.count == 4)
    #expect(lines.last == "94 more: type a few characters")
  }
}
