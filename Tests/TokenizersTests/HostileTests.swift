import Files
import Formats
import TestSupport
import Testing
import Tokenizers

/// Damaged files and odd texts: an error or a tokenizer that works, never a trap.
@Suite struct HostileTests {
  @Test(arguments: kinds)
  func `a damaged tokenizer.json is an error or a tokenizer`(kind: String) throws {
    let original = try JSONObject(loading: fixture("tokenizers/\(kind)/tokenizer.json"))
    let bytes = Array(JSON.object(try Self.shortened(original)).text.utf8)
    var random = SeededGenerator(seed: 11)
    var working = 0
    for _ in 0..<800 {
      let damaged = Self.damaged(bytes, &random)
      do {
        let tokenizer = try Tokenizer(json: damaged)
        let text = "Hello world 12 é\n<s>[MASK]  <|begin|>"
        let ids = try tokenizer.encode(text)
        #expect(try tokenizer.tokens(of: text).map(\.id) == ids)
        _ = tokenizer.decode(ids)
        working += 1
      } catch is TokenizerError {
      } catch is FormatError {
      }
    }
    #expect(working > 20)
  }

  @Test(arguments: [
    ("pre_tokenizer", #"{"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}"#),
    ("normalizer", #"{"type": "Replace", "pattern": {"String": "é"}, "content": "éé"}"#),
    ("normalizer", #"{"type": "Replace", "pattern": {"Regex": "."}, "content": "éé"}"#),
  ])
  func `steps that double a text are stopped while it is short`(place: String, step: String) throws
  {
    var json = try Self.shortened(
      JSONObject(loading: fixture("tokenizers/bytelevel-gpt2/tokenizer.json")))
    let steps = Array(repeating: try JSON(parsing: Array(step.utf8)), count: 40)
    json[place] = .object([
      "type": .string("Sequence"),
      (place == "normalizer" ? "normalizers" : "pretokenizers"): .array(steps),
    ])
    let tokenizer = try Tokenizer(json: Array(JSON.object(json).text.utf8))
    let error = #expect(throws: TokenizerError.self) { try tokenizer.encode("é") }
    let told = "\(try #require(error))"
    #expect(told.contains("a text of 2 bytes becomes one of "))
    #expect(told.contains(", at most 65536 are allowed"))
  }

  /// The tokenizer with the first 60 tokens and the merges and special tokens that need no others.
  private static func shortened(_ json: JSONObject) throws -> JSONObject {
    var json = json
    var model = try #require(json["model"]?.objectValue)
    if let vocabulary = model["vocab"]?.objectValue {
      var short = JSONObject()
      for (token, id) in vocabulary where (id.integerValue ?? 0) < 300 { short[token] = id }
      model["vocab"] = .object(short)
      model["merges"] = model["merges"]?.arrayValue.map { merges in
        .array(
          merges.filter { merge in
            let parts = merge.strings ?? []
            return (parts + [parts.joined()]).allSatisfy { short[$0] != nil }
          })
      }
    } else {
      model["vocab"] = model["vocab"]?.arrayValue.map { .array(Array($0.prefix(300))) }
    }
    json["model"] = .object(model)
    return json
  }

  /// `bytes` cut off, or with a few bytes changed, left out, doubled or moved.
  private static func damaged(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = bytes
    if Int.random(in: 0..<12, using: &random) == 0 {
      return Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random)))
    }
    let pieces = [
      "null", "true", "-1", "1e9", "99999999999", "{}", "[]", "\"\"", "\\ud800", "\\", "\"", ",",
      "[[[[", "}", "BPE",
      "Split", "Regex", "(a+)+$", "NFC", "<s>", "4194303", "0", "\u{FF}", "\0",
    ]
    for _ in 0..<Int.random(in: 1...3, using: &random) where bytes.count > 4 {
      // half of the damage where the steps of the pipeline are described
      let end = Bool.random(using: &random) ? min(bytes.count, 2500) : bytes.count
      let place = Int.random(in: 0..<end, using: &random)
      let length = min(Int.random(in: 1...8, using: &random), bytes.count - place)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes[place] ^= 1
      case 2: bytes.removeSubrange(place..<place + length)
      case 3: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
      default:
        let piece = pieces[Int.random(in: pieces.indices, using: &random)]
        bytes.replaceSubrange(place..<place + length, with: piece.utf8)
      }
    }
    return bytes
  }

  @Test(arguments: [
    ("{}", "there is no 'model'"),
    ("[1]", "this is [1], expected an object"),
    (#"{"model": {"type": "Magic"}}"#, "the model 'Magic' is not supported"),
    (#"{"model": {"type": "BPE"}}"#, "the model has no 'vocab'"),
    (#"{"model": {"type": "BPE", "vocab": {}}}"#, "the model has no 'merges'"),
    (
      #"{"model": {"type": "BPE", "vocab": {"a": 0, "b": 0}, "merges": []}}"#,
      "the token 'b' has id 0, which another token has too"
    ),
    (
      #"{"model": {"type": "BPE", "vocab": {"a": 4194304}, "merges": []}}"#,
      "the token 'a' has id 4194304, allowed are 0 to 4194303"
    ),
    (
      #"{"model": {"type": "BPE", "vocab": {"a": 0, "b": 1}, "merges": ["a b"]}}"#,
      "merge 0 ('a' 'b') needs 'ab', which is not in the vocabulary"
    ),
    (
      #"{"model": {"type": "BPE", "vocab": {"a": 0}, "merges": [], "unk_token": "?"}}"#,
      "the unknown token '?' is not in the vocabulary"
    ),
    (
      #"{"model": {"type": "WordLevel", "vocab": {}}, "normalizer": {"type": "Nmt"}}"#,
      "the normalizer 'Nmt' is not supported"
    ),
  ])
  func `an error says what is wrong`(text: String, problem: String) throws {
    let error = #expect(throws: TokenizerError.self) {
      try Tokenizer(json: Array(text.utf8), path: "x/tokenizer.json")
    }
    #expect(error.map { "\($0)" } == "x/tokenizer.json: " + problem)
  }

  @Test(arguments: kinds)
  func `long and odd texts are encoded`(kind: String) throws {
    let tokenizer = try tokenizer(kind)
    let texts = [
      String(repeating: "x", count: 1_000_000), String(repeating: " ", count: 300_000),
      String(repeating: "ab", count: 200_000), String(repeating: "\0", count: 1000),
      String(repeating: "\u{301}\u{323}", count: 20_000), String(repeating: "🎉", count: 10_000),
      "\u{301}", "👩‍👩‍👧‍👦", "\u{10FFFF}\u{0}\u{7F}\u{FFFD}",
    ]
    for text in texts {
      let ids = try tokenizer.encode(text)
      #expect(ids.allSatisfy { $0 >= 0 && $0 < tokenizer.vocabularySize })
    }
  }

  @Test(arguments: ["bytelevel-gpt2", "split-llama3", "split-o200k", "bytelevel-digits"])
  func `byte-level text comes back whole`(kind: String) throws {
    let tokenizer = try tokenizer(kind)
    var random = SeededGenerator(seed: 3)
    for _ in 0..<300 {
      var text = ""
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        let limit: UInt32 = Bool.random(using: &random) ? 0x80 : 0x110000
        if let scalar = Unicode.Scalar(UInt32.random(in: 0..<limit, using: &random)) {
          text.unicodeScalars.append(scalar)
        }
      }
      let tokens = try tokenizer.tokens(of: text)
      let decoded = tokenizer.decode(tokens.map(\.id), skippingSpecial: false)
      #expect(Array(decoded.utf8) == Array(text.utf8))
      #expect(tokens.allSatisfy { $0.range.upperBound <= text.unicodeScalars.count })
    }
  }

  @Test func `a cut character is decoded as U+FFFD`() throws {
    let tokenizer = try tokenizer("bytelevel-gpt2")
    let ids = try tokenizer.encode("日")
    #expect(ids.count == 3)
    #expect(tokenizer.decode(Array(ids.dropLast())) == "\u{FFFD}")
    #expect(tokenizer.decode([ids[1]]) == "\u{FFFD}")
  }

  @Test func `texts are encoded alike at the same time`() async throws {
    let tokenizer = try tokenizer("split-llama3")
    let texts = (0..<40).map { "text number \($0) of forty, it's the \($0 * 7919)th" }
    let expected = try texts.map { try tokenizer.encode($0) }
    try await withThrowingTaskGroup { group in
      for (text, ids) in zip(texts, expected) {
        group.addTask {
          let found = try tokenizer.encode(text)
          #expect(found == ids)
        }
      }
      try await group.waitForAll()
    }
  }
}
