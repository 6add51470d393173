import Foundation
import Shell
import TestSupport
import Testing

/// The sessions that README and the pages of `docs` show.
@Suite struct DocumentTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// What is typed behind `demo>` in a page, a line each.
  private static func typed(_ page: String) throws -> [String] {
    try String(contentsOf: root.appending(path: page), encoding: .utf8)
      .split(separator: "\n").filter { $0.hasPrefix("demo> ") }.map { String($0.dropFirst(6)) }
  }

  @Test(arguments: ["README.md", "docs/language.md", "docs/figures.md", "docs/causal.md"])
  func `what is typed in the pages is what the shell understands`(page: String) throws {
    let lines = try Self.typed(page)
    #expect(lines.count >= 3)
    // This one is there for its error.
    let text = lines.filter { !$0.contains("L9H9") }.joined(separator: "\n")
    #expect(Program.problems(in: "load demo\n" + text) == [])
  }

  @Test func `the table of families is the program's own`() throws {
    let page = try String(contentsOf: Self.root.appending(path: "docs/models.md"), encoding: .utf8)
    let table = try ProgramFolder().run("models", "--families", "--mode", "md")
    #expect(table.status == 0 && table.output.contains("| DeepSeek V4 |"))
    #expect(
      page.contains("<!-- families -->\n" + table.output + "<!-- /families -->\n"),
      "scripts/make-families-table writes it anew")
  }

  @Test func `links of the pages lead to files`() throws {
    let pages =
      ["README.md"]
      + (try FileManager.default.contentsOfDirectory(
        atPath: Self.root.appending(path: "docs").path
      ).filter { $0.hasSuffix(".md") }
        .map { "docs/" + $0 })
    #expect(pages.count > 5)
    for page in pages {
      let place = Self.root.appending(path: page)
      let text = try String(contentsOf: place, encoding: .utf8)
      for link in text.matches(of: /\]\(([^)#:]+)(#[^)]*)?\)/).map({ String($0.1) }) {
        let path = place.deletingLastPathComponent().appending(path: link).path
        #expect(FileManager.default.fileExists(atPath: path), "\(page): \(link)")
      }
    }
  }
}
