import Activations
import Formats
import Testing

@Suite struct PromptRecordTests {
  @Test(arguments: [
    ("Hello, world!", "bNNVbesNpUvKBgtMOUeYOQ"), ("naïve 日本", "L3g8olJtMI4sYwhyrTopBQ"),
    ("", "1B2M2Y8AsgTpgAmY7PhCfg"),
  ])
  func `the hash is MD5 in base64url`(text: String, hash: String) {
    #expect(PromptRecord.hash(of: text) == hash)
  }

  @Test func `composed and decomposed letters have different hashes`() {
    #expect(PromptRecord.hash(of: "\u{E9}") != PromptRecord.hash(of: "e\u{301}"))
  }

  @Test func `the file's text is what Python's json.dumps writes`() throws {
    let fields = try #require(
      try JSON(
        parsing: #"{"meta": {"pile_set_name": "é\ud83d\ude00", "x": 1e-5}, "text": "a\n\"b\""}"#
      )
      .objectValue)
    let record = try PromptRecord(fields: fields).adding(tokens: ["a", "Ċ", "\"b", "\""])
    #expect(
      record.fileText
        == #"{"meta": {"pile_set_name": "\u00e9\ud83d\ude00", "x": 1e-05}, "text": "a\n\"b\"", "#
        + #""hash": "\#(PromptRecord.hash(of: "a\n\"b\""))", "n_tokens": 4, "#
        + #""tokens": ["a", "\u010a", "\"b", "\""]}"#)
  }

  @Test func `a hash and tokens that the prompt came with are kept in their places`() throws {
    let record = try PromptRecord(fields: [
      "tokens": .array([.string("x"), .string("y")]), "hash": .string("mine-1"),
      "text": .string("xy"),
    ]).adding(tokens: ["other"])
    #expect(record.hash == "mine-1")
    #expect(record.tokens == ["x", "y"])
    #expect(
      record.fileText
        == #"{"tokens": ["x", "y"], "hash": "mine-1", "text": "xy", "n_tokens": 2}"#)
  }

  @Test(arguments: [
    (#"{}"#, #"there is no "text""#), (#"{"text": 3}"#, #""text" is not a string"#),
    (
      #"{"text": "a", "hash": "../../etc"}"#,
      #""hash" names the prompt's folder and has only A-Z, a-z, 0-9, '-', '_' and '.'"#
    ),
    (
      #"{"text": "a", "hash": ".."}"#,
      #""hash" names the prompt's folder and has only A-Z, a-z, 0-9, '-', '_' and '.'"#
    ),
    (
      #"{"text": "a", "hash": 5}"#,
      #""hash" names the prompt's folder and has only A-Z, a-z, 0-9, '-', '_' and '.'"#
    ),
    (#"{"text": "a", "tokens": "a"}"#, #""tokens" is not a list of strings"#),
    (#"{"text": "a", "tokens": ["a", 1]}"#, #""tokens" is not a list of strings"#),
  ])
  func `broken fields are refused`(json: String, message: String) throws {
    let fields = try #require(try JSON(parsing: json).objectValue)
    let error = #expect(throws: PromptError.self) { try PromptRecord(fields: fields) }
    #expect(error?.description == message)
  }
}
