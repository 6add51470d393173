import Files
import Formats
import Foundation
import TestSupport
import Testing
import Tokenizers

/// Qwen 1's vocabulary, a file of tiktoken's (`scripts/make-qwen-fixtures.py`).
@Suite struct TiktokenTests {
  private let folder = fixture("tokenizers/tiktoken-qwen")

  @Test func `ids are those of tiktoken`() throws {
    let tokenizer = try Tokenizer(folder: folder)
    let lines = try bytes(of: folder + "/reference.jsonl").split(separator: 0x0A)
    #expect(lines.count == 79)
    for line in lines {
      let json = try JSON(parsing: line)
      let text = try #require(json["text"]?.stringValue)
      let ids = try #require(json["ids"]?.integers)
      #expect(try tokenizer.encode(text) == ids, "\(text)")
      #expect(try tokenizer.tokens(of: text).map(\.id) == ids, "\(text)")
      let composed = text.precomposedStringWithCanonicalMapping
      #expect(Array(tokenizer.decode(ids, skippingSpecial: false).utf8) == Array(composed.utf8))
    }
  }

  @Test func `control tokens come behind the ranks and none stands before a text`() throws {
    let tokenizer = try Tokenizer(folder: folder)
    let ranks = try bytes(of: folder + "/qwen.tiktoken").count { $0 == 0x0A }
    #expect(tokenizer.id(of: "<|endoftext|>") == ranks)
    #expect(tokenizer.vocabularySize == ranks + 208)
    #expect(tokenizer.prependsBOS == false)
    #expect(tokenizer.isSpecial(ranks + 2) && tokenizer.pieces([ranks + 2]) == ["<|im_end|>"])
  }

  @Test(arguments: [
    ("QQ==", "line 257 is not a token in base64 and its rank"),
    ("QQ== x", "line 257 is not a token in base64 and its rank"),
    ("Q 300", "line 257 is not a token in base64 and its rank"),
    ("QUI= -1", "line 257 is not a token in base64 and its rank"),
    ("QUI= 99999999999999999999", "line 257 is not a token in base64 and its rank"),
    ("QUI= 4194304", "line 257 is not a token in base64 and its rank"),
    ("QQ== 300", "line 257 has a token that comes twice"),
    ("QUI= 65", "the token 'AB' has id 65, which another token has too"),
    (
      Data(repeating: 65, count: 513).base64EncodedString() + " 300",
      "the token of line 257 has 513 bytes, at most 512 are allowed"
    ),
  ])
  func `a broken line is named`(line: String, problem: String) throws {
    let alphabet = (0..<256).map { "\(Data([UInt8($0)]).base64EncodedString()) \($0)\n" }
    let error = #expect(throws: TokenizerError.self) { try load(alphabet.joined() + line) }
    #expect(error?.description.hasSuffix("qwen.tiktoken: \(problem)") == true, "\(error as Any)")
  }

  @Test func `every byte has a token`() throws {
    let error = #expect(throws: TokenizerError.self) { try load("QQ== 0\n") }
    #expect(error?.description.hasSuffix("byte 0 has no token") == true)
    #expect(throws: FormatError.self) { try load("") }
  }

  @Test func `a damaged file is an error or a tokenizer`() throws {
    var generator = SeededGenerator(seed: 5)
    let whole = try bytes(of: folder + "/qwen.tiktoken")
    for _ in 0..<300 {
      var file = whole
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        file[Int.random(in: 0..<file.count, using: &generator)] = UInt8.random(
          in: 0...255, using: &generator)
      }
      if Bool.random(using: &generator) {
        file.removeLast(Int.random(in: 1..<2000, using: &generator))
      }
      let folder = try TemporaryFolder()
      try writeAtomically(file, to: folder.file("qwen.tiktoken"))
      do {
        _ = try Tokenizer(folder: folder.path).encode("Hello <|im_end|> it's naïve 日本")
      } catch let error as TokenizerError {
        #expect(error.description.contains("qwen.tiktoken"))
      }
    }
  }

  private func load(_ text: String) throws -> Tokenizer {
    let folder = try TemporaryFolder()
    try writeAtomically(Array(text.utf8), to: folder.file("qwen.tiktoken"))
    return try Tokenizer(folder: folder.path)
  }
}
