import Formats
import Foundation
import TestSupport
import Testing

/// Which words become prompts: a text is quoted, has a space, or can be nothing else.
@Suite struct PromptWordTests {
  private let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  private func run(_ text: String) throws -> RunningProgram { try folder.run("-c", text) }

  @Test(arguments: [
    ("rank induction", "'induction' is a score: --by induction"),
    ("stat entropy first", "'entropy' is a score: --by entropy"),
    ("show raw L3H4", "'raw' is a figure function: fig raw"),
    ("show hello L3H4", "'hello' is no prompt, file or head here"),
    ("show pO L3H4", "'pO' is no prompt"), ("show p0- L3H4", "'p0-' is no prompt"),
    ("show 3 L3H4", "'3' is no prompt"),
    ("show ./missing.txt L3H4", "there is no file './missing.txt'"),
    ("show p0 [-1]", "'[-1]' are tokens of heads: write them as L3H4[-1]"),
    ("show L3H4 p0 [-1]", "they stand behind these"),
    ("show p0 L3H4[-1] L3H3", "stand once, behind the last head"),
    ("show The L3 cache L3H4", "put the text in quotes"),
    ("show L3H4 a dog", "put the text in quotes"),
    ("let ioi = prompts; show ioi L3H4", "its value is '$ioi'"),
    ("rank p0 top 5", "'top' is an option"),
    ("show demo L3H4", "'demo' is a model: -m demo"), ("show p0 L3H4 sort", "'sort' is a command"),
    ("capture L3H4", "'L3H4' is heads, and 'capture' takes prompts"),
    ("capture p1O", "'p1O' is no prompt"), ("capture missing.jsonl", "missing.jsonl"),
    ("capture rock 'n' roll", "'rock' is no prompt, file or head here"),
    (
      "let a = show p0 L3H4; let b = show p0 L2H1; show $a $b", "the addresses name different heads"
    ),
  ])
  func `what was meant is said, and no prompt is left`(line: String, message: String) throws {
    let result = try run("capture 'a b a b'; set on-error continue; \(line); prompts | count")
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(result.output.hasSuffix("\n1\n"), "\(result.output)")
  }

  @Test(arguments: [
    ("show p0 L3H4 L3H3 --mode json", ["L3H3", "L3H4"]), ("show p0, L3H4 --mode jsonl", ["L3H4"]),
    ("show L3H4 p0 --mode jsonl", ["L3H4"]), ("show L3H4, L2H1 p0 --mode jsonl", ["L2H1", "L3H4"]),
    ("show p0 L3H4 [-1] --mode jsonl", ["L3H4[-1]"]),
    ("show p0 'L3H4, L2' --mode jsonl", ["L2H0", "L2H5", "L3H4"]),
    ("show p0 L3H4 L2H1 [:,0] --mode jsonl", ["L2H1[:,0]", "L3H4[:,0]"]),
  ])
  func `heads may stand in several words, before or behind the prompts`(
    line: String, heads: [String]
  ) throws {
    let result = try run("capture 'a b a b'; \(line)")
    #expect(result.status == 0, "\(result.errors)")
    for head in heads { #expect(result.output.contains(":\(head)\""), "\(result.output)") }
    #expect(
      try run("capture 'a b a b'; \(line) > x.json; prompts | count").output.hasSuffix("\n1\n"))
  }

  @Test func `texts are taken as they are meant`() throws {
    let script = """
      capture hello
      capture The L3 cache is full
      capture It's a dog
      capture "don't"
      show 'entropy' L0H0 > a.csv
      show the cat sat L0H0 > b.csv
      prompts | select text
      """
    let result = try run(script)
    #expect(result.status == 0, "\(result.errors)")
    #expect(
      result.output.hasSuffix(
        "text\nhello\nThe L3 cache is full\nIt's a dog\ndon't\nentropy\nthe cat sat\n"),
      "\(result.output)")
  }

  @Test func `a program's argument is a text unless it names another thing`() throws {
    #expect(try folder.run("show", "Hello", "L0H0", "--mode", "json").output.contains("\"Hello\""))
    let mistaken = try folder.run("stat", "entropy")
    #expect(mistaken.status == 2)
    #expect(mistaken.errors.contains("echo entropy | plens stat -"))
    let piped = try RunningProgram(
      ["stat", "-", "--mode", "csv"], input: "entropy", in: folder.path)
    #expect(piped.status == 0 && piped.output.hasPrefix("head,"))
  }

  @Test func `a command that fails leaves no prompt, and what capture has run stays`() throws {
    let script = """
      set on-error continue
      show 'one two' L0H0 | where 'nothing > 1'
      show 'one two' L99H0
      rank 'three four' --by induction
      prompts | count
      capture 'five six' | sort nothing
      prompts | count
      """
    #expect(try run(script).output.hasSuffix("0\n1\n"))
  }

  @Test func `the tokens of a text are found, several in a row too`() throws {
    let script =
      "capture 'When John met John'; find p0 L3 --key ' John' --where 'A >= 0' --mode json"
    let rows = try JSON(
      parsing: String(try run(script).output.split(separator: "\n")[1...].joined()))
    let tokens = Set(rows.arrayValue?.compactMap { $0["key_token"]?.stringValue } ?? [])
    #expect(tokens == ["ĠJo", "hn"])
    let keys = Set(rows.arrayValue?.compactMap { $0["key"]?.integerValue } ?? [])
    #expect(keys == [2, 3, 5, 6])
    #expect(try run("find 'a b' L0 --key zebra").errors.contains("no prompt has 'zebra'"))
  }
}
