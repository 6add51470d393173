import Files
import Formats
import TestSupport
import Testing
import Tokenizers

/// Tokenizers from folders and GGUF files, and the tokens that they put before a text.
@Suite struct LoadingTests {
  /// A tokenizer.json of three letters, two merges and a special token.
  static let small = """
    {"added_tokens": [{"id": 5, "content": "<s>", "special": true},
                      {"id": 6, "content": "<e>", "special": true}],
     "model": {"type": "BPE", "vocab": {"a": 0, "b": 1, "c": 2, "ab": 3, "abc": 4},
               "merges": ["a b", ["ab", "c"]]}}
    """

  @Test func `merges apply by rank, from the left`() throws {
    let tokenizer = try Tokenizer(json: JSON(parsing: Self.small))
    #expect(try tokenizer.encode("abcabba") == [4, 3, 1, 0])
    #expect(tokenizer.pieces([4, 5, 99]) == ["abc", "<s>", "<99>"])
    #expect(tokenizer.vocabularySize == 7)
    #expect(tokenizer.isSpecial(5) && !tokenizer.isSpecial(0))
    #expect(try tokenizer.encode("ab<s>c") == [3, 5, 2])
    #expect(tokenizer.bos == nil)
  }

  @Test(arguments: [
    (["tokenizer_config.json": #"{"bos_token": "<s>"}"#], 5),
    (["tokenizer_config.json": #"{"bos_token": {"content": "<e>", "special": true}}"#], 6),
    (["special_tokens_map.json": #"{"bos_token": {"content": "<s>"}}"#], 5),
    (["config.json": #"{"bos_token_id": 2}"#], 2),
    (["config.json": #"{"bos_token_id": [3, 4]}"#], 3),
    (["tokenizer_config.json": #"{"bos_token": null, "eos_token": "<e>"}"#], 6),
    (
      ["tokenizer_config.json": #"{"bos_token": "<e>"}"#, "config.json": #"{"bos_token_id": 2}"#], 6
    ),
    (["config.json": #"{"bos_token_id": 200}"#], nil),
    ([:], nil),
  ])
  func `the first token of a text is found in the files beside`(
    files: [String: String], bos: Int?
  ) throws {
    let folder = try TemporaryFolder()
    try writeAtomically(Array(Self.small.utf8), to: folder.file("tokenizer.json"))
    for (name, text) in files { try writeAtomically(Array(text.utf8), to: folder.file(name)) }
    #expect(try Tokenizer(folder: folder.path).bos == bos)
  }

  @Test func `a folder with vocab.json and merges.txt is a GPT-2 tokenizer`() throws {
    let json = try JSON.load(path: fixture("tokenizers/bytelevel-gpt2/tokenizer.json"))
    let model = try #require(json["model"])
    let folder = try TemporaryFolder()
    let merges = try #require(model["merges"]?.arrayValue).map { merge in
      merge.stringValue ?? merge.strings?.joined(separator: " ") ?? ""
    }
    let vocabulary = try #require(model["vocab"]).text
    try writeAtomically(Array(vocabulary.utf8), to: folder.file("vocab.json"))
    try writeAtomically(
      Array((["#version: 0.2"] + merges).joined(separator: "\n").utf8),
      to: folder.file("merges.txt"))
    try writeAtomically(
      Array(#"{"bos_token": "<|endoftext|>"}"#.utf8), to: folder.file("tokenizer_config.json"))
    let tokenizer = try Tokenizer(folder: folder.path)
    let reference = try Tokenizers.Tokenizer(folder: fixture("tokenizers/bytelevel-gpt2"))
    let text = "Hello <|endoftext|> world, it's naïve\n\n日本語"
    #expect(try tokenizer.tokens(of: text) == reference.tokens(of: text))
    #expect(tokenizer.bos == 0)
    #expect(tokenizer.prependsBOS == nil)
  }

  @Test func `a folder without a tokenizer says so`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: TokenizerError.missing(path: folder.path)) {
      try Tokenizer(folder: folder.path)
    }
  }

  @Test func `a GGUF vocabulary splits as its name says`() throws {
    // the vocabulary of the fixture 'bytelevel-digits', whose pipeline is that of SmolLM
    let json = try JSON.load(path: fixture("tokenizers/bytelevel-digits/tokenizer.json"))
    let model = try #require(json["model"])
    var tokens = [String](repeating: "", count: 1200)
    for (token, id) in try #require(model["vocab"]?.objectValue) {
      tokens[try #require(id.integerValue)] = token
    }
    let merges = try #require(model["merges"]?.arrayValue).map { merge in
      merge.strings?.joined(separator: " ") ?? ""
    }
    let folder = try TemporaryFolder()
    let reference = try Tokenizers.Tokenizer(folder: fixture("tokenizers/bytelevel-digits"))
    let text = "\n 1 2 Hello<|endoftext|> it's 10 20 naïve"
    for name in ["smollm", "gpt-2", "default"] {
      var file = GGUFBytes()
      file.add("tokenizer.ggml.model", "gpt2")
      file.add("tokenizer.ggml.pre", name)
      file.add("tokenizer.ggml.tokens", tokens)
      file.add("tokenizer.ggml.token_type", [3] + Array(repeating: 1, count: 1199))
      file.add("tokenizer.ggml.merges", merges)
      file.add("tokenizer.ggml.bos_token_id", 0)
      try writeAtomically(file.bytes, to: folder.file("a.gguf"))
      let tokenizer = try Tokenizer(gguf: GGUFFile(path: folder.file("a.gguf")))
      if name == "smollm" { #expect(try tokenizer.tokens(of: text) == reference.tokens(of: text)) }
      #expect(tokenizer.bos == 0)
      #expect(tokenizer.prependsBOS == false)
      #expect(tokenizer.isSpecial(0))
      #expect(tokenizer.decode(try tokenizer.encode(text), skippingSpecial: false) == text)
      #expect(tokenizer.warnings.isEmpty == (name != "default"))
    }
  }

  @Test(arguments: [("rwkv", nil), ("gpt2", "unheard-of")])
  func `a GGUF vocabulary of another kind is refused by name`(model: String, pre: String?) throws {
    var file = GGUFBytes()
    file.add("tokenizer.ggml.model", model)
    if let pre { file.add("tokenizer.ggml.pre", pre) }
    file.add("tokenizer.ggml.tokens", ["a"])
    let folder = try TemporaryFolder()
    let path = folder.file("a.gguf")
    try writeAtomically(file.bytes, to: path)
    let part = pre.map { "pre-tokenizer '\($0)'" } ?? "tokenizer model '\(model)'"
    #expect(throws: TokenizerError.unsupported(path: path, problem: "the \(part) is not supported"))
    {
      try Tokenizer(gguf: GGUFFile(path: path))
    }
  }
}
