import Activations
import Files
import Formats
import TestSupport
import Testing

@Suite struct PromptFileTests {
  private func file(_ text: String, path: String = "p.jsonl") throws -> PromptFile {
    try PromptFile(bytes: Array(text.utf8), path: path)
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `lines end in any of three ways`(end: String) throws {
    let text = [#"{"text": "one"}"#, #"{"text": "two"}"#, "", #"{"text": "three"}"#]
    for last in ["", end] {
      let prompts = try file(text.joined(separator: end) + last).prompts()
      #expect(prompts.map(\.text) == ["one", "two", "three"])
    }
  }

  @Test(arguments: [
    ("{\"text\": \"a\"}\n{\"text\": }\n", "p.jsonl: line 2: "),
    (
      "{\"text\": \"a\"}\n\n[1]",
      "p.jsonl: line 3: a prompt is an object such as {\"text\": \"...\"}"
    ),
    ("{\"text\": \"a\"}\r\n{\"txt\": \"b\"}", "p.jsonl: line 2: there is no \"text\""),
    ("{\"text\": 5}", "p.jsonl: line 1: \"text\" is not a string"),
    ("{\"text\": \"\"}", "p.jsonl: line 1: \"text\" is empty"),
    ("{\"text\": \"a\"} {\"text\": \"b\"}", "p.jsonl: line 1: column 15: "),
  ])
  func `an error names file, line and problem`(text: String, start: String) {
    for parse in [
      { try file(text).prompts() },
      { try file(text).rawPrompts(RawPromptOptions(minimumLength: 0)) },
    ] {
      let error = #expect(throws: FormatError.self) { try parse() }
      #expect(error?.description.hasPrefix(start) == true, "\(error?.description ?? "")")
    }
  }

  @Test func `a missing file and a folder are named with the system's reason`() {
    let missing = #expect(throws: FormatError.self) { try PromptFile(path: "/nowhere/p.jsonl") }
    #expect(missing?.description == "/nowhere/p.jsonl: can't be opened: No such file or directory")
    let folder = #expect(throws: FormatError.self) { try PromptFile(path: "/") }
    #expect(folder?.description == "/: can't be read: Is a directory")
  }

  @Test func `a byte order mark is passed over and bytes that are not UTF-8 are refused`() throws {
    #expect(
      try PromptFile(bytes: [0xEF, 0xBB, 0xBF] + Array(#"{"text": "a"}"#.utf8), path: "p").prompts()
        .count == 1)
    let bad = Array(#"{"text": ""#.utf8) + [0xFF] + Array(#""}"#.utf8)
    #expect(throws: FormatError.self) { try PromptFile(bytes: bad, path: "p") }
  }

  @Test func `raw prompts are filtered, cut and filtered again, by code points`() throws {
    // 日 is one code point of three bytes; e with an accent below is two code points, one character.
    let text = """
      {"text": "abc", "meta": 1}
      {"text": "日本日本日本日本日本日", "meta": 2}
      {"text": "e\u{301}e\u{301}e\u{301}", "meta": 3}
      {"text": "ab"}
      """
    let options = RawPromptOptions(minimumLength: 3, maximumLength: 4)
    let prompts = try file(text, path: "./data//raw/../p.jsonl").rawPrompts(options)
    #expect(prompts.map { Array($0.text.unicodeScalars).count } == [3, 4, 4, 3, 4])
    #expect(prompts.map(\.text.utf8.count) == [3, 12, 12, 9, 6])
    #expect(
      prompts[0].fileText == #"{"text": "abc", "meta": 1, "source_fname": "data/raw/../p.jsonl", "#
        + #""hash": "kAFQmDzST7DWlj99KOF_cg"}"#)
    #expect(prompts[2].fields["meta"] == .integer(2))
  }

  @Test func `a cut prompt leaves out what was said of the whole`() throws {
    let text =
      #"{"text": "abcdef", "hash": "whole", "tokens": ["abc", "def"], "n_tokens": 2, "meta": 1}"#
    let pieces = try file(text).rawPrompts(RawPromptOptions(minimumLength: 0, maximumLength: 3))
    #expect(pieces.map(\.hash) == ["abc", "def"].map { PromptRecord.hash(of: $0) })
    #expect(pieces.allSatisfy { $0.tokens.isEmpty && $0.fields["meta"] == .integer(1) })
    let whole = try file(text).rawPrompts(RawPromptOptions(minimumLength: 0))
    #expect(whole.map(\.hash) == ["whole"])
  }

  @Test func `the limit counts after cutting`() throws {
    let text = #"{"text": "abcdef"}"# + "\n" + #"{"text": "xyz"}"#
    let options = RawPromptOptions(minimumLength: 2, maximumLength: 2, limit: 4)
    #expect(try file(text).rawPrompts(options).map(\.text) == ["ab", "cd", "ef", "xy"])
    #expect(try file(text).prompts(limit: 1).map(\.text) == ["abcdef"])
    #expect(try file(text).prompts(limit: -1).isEmpty)
  }

  @Test func `a seed gives one order, and an order leaves nothing out`() throws {
    let text = (0..<50).map { #"{"text": "prompt \#($0)"}"# }.joined(separator: "\n")
    func shuffled(_ seed: UInt64?) throws -> [String] {
      try file(text).rawPrompts(RawPromptOptions(minimumLength: 0, shuffles: true, seed: seed)).map(
        \.text)
    }
    let plain = try file(text).prompts().map(\.text)
    #expect(try shuffled(1) == shuffled(1))
    #expect(try shuffled(1) != shuffled(2))
    #expect(try shuffled(1) != plain)
    #expect(try Set(shuffled(nil)) == Set(plain))
    // Reckoned in Python: a script's seed means the same prompts in every version.
    #expect(try shuffled(7).prefix(4) == ["prompt 41", "prompt 40", "prompt 7", "prompt 26"])
  }

  @Test func `plain text is a prompt a line`() throws {
    let prompts = try PromptFile.plainPrompts(bytes: Array("one\r\n\n  two \n".utf8), path: "-")
    #expect(prompts.map(\.text) == ["one", "  two "])
    #expect(throws: FormatError.self) {
      try PromptFile.plainPrompts(bytes: [0x61, 0x0A, 0xFF], path: "-")
    }
  }
}
