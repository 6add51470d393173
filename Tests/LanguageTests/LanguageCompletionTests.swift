import Foundation
import Language
import TestSupport
import Testing
import Text

@Suite struct CommandCompletionTests {
  private func complete(_ line: String) -> Completion {
    ExampleTable.table.completion(of: line, cursor: line.unicodeScalars.count) { kind, begun in
      switch kind {
      case .model: ["gpt2", "gpt2-medium", "my model"].map { Candidate($0) }
      case .variable: ["ind", "ioi", "x"].map { Candidate($0) }
      case .score: ["induction", "previous"].map { Candidate($0) }
      case .prompt: [Candidate("p0"), Candidate("@sCw9")]
      default: [Candidate("L0H0")]
      }
    }
  }

  @Test(arguments: [
    ("", 0, ["load", "rank", "copy", "on", "raise", "help"]),
    ("ra", 0, ["rank", "raise"]),
    ("load x; ra", 8, ["rank", "raise"]),
    ("a | he", 4, ["help"]),
    ("let x = time ra", 13, ["rank", "raise"]),
    ("with a=b -- lo", 12, ["load"]),
    ("?ra", 1, ["rank", "raise"]),
    ("help ra", 5, ["rank", "raise"]),
    ("load ", 5, ["gpt2", "gpt2-medium", "'my model'"]),
    ("load 'm", 5, ["'my model'"]),
    ("load \"m", 5, ["\"my model\""]),
    ("load é", 5, []),
    ("rank p", 5, ["p0"]),
    ("rank p0 ", 8, ["L0H0"]),
    ("rank p0 a b ", 12, ["L0H0"]),
    ("rank --by ", 10, ["induction", "previous"]),
    ("rank --by=i", 10, ["induction"]),
    ("rank -f j", 8, ["json"]),
    ("rank --by x p", 12, ["p0"]),
    ("rank --t", 5, ["--top"]),
    ("rank --top 3 --t", 13, []),
    ("rank --by x --b", 12, ["--by"]),
    ("rank --no", 5, ["--no-header"]),
    ("rank -- --t", 8, []),
    ("$i", 0, ["$ind", "$ioi"]), ("rank p0 $in", 8, ["$ind"]),
    ("nothing ", 8, []),
    ("!ra", 3, []),
    ("rank |! ra", 10, []),
    ("rank # ra", 9, []),
  ])
  func `the words before the cursor tell what is offered`(
    line: String, start: Int, offered: [String]
  ) {
    let completion = complete(line)
    #expect(completion.candidates.map(\.text) == offered)
    if !offered.isEmpty { #expect(completion.start == start) }
  }

  @Test func `files and folders are looked up`() throws {
    let folder = try TemporaryFolder()
    for name in ["a.json", "a b.json", ".hidden"] {
      try Data().write(to: URL(filePath: folder.file(name)))
    }
    try FileManager.default.createDirectory(
      atPath: folder.file("apples"), withIntermediateDirectories: true)
    let files = complete("copy \(folder.path)/a").candidates
    #expect(
      files.map(\.text) == [
        "'\(folder.path)/a b.json'", "\(folder.path)/a.json", "\(folder.path)/apples/",
      ])
    #expect(files.map(\.label) == ["a b.json", "a.json", "apples/"])
    #expect(files.map(\.endsWord) == [true, true, false])
    #expect(complete("rank > \(folder.path)/.h").candidates.map(\.label) == [".hidden"])
  }
}
