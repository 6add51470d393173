import Files
import Formats
import TestSupport
import Testing
import Tokenizers

/// The kinds of tokenizers of which Tests/Fixtures/tokenizers has a small trained one.
let kinds = [
  "bytefallback-gemma", "bytefallback-llama2", "bytelevel-digits", "bytelevel-gpt2",
  "bytelevel-neox-nfc", "bytelevel-roberta", "split-llama3", "split-o200k", "split-qwen2-nfc",
  "unigram-metaspace", "wordpiece-bert-cased", "wordpiece-bert-uncased",
]

/// The tokenizer of one of `kinds`.
func tokenizer(_ kind: String) throws -> Tokenizer {
  try Tokenizer(folder: fixture("tokenizers/" + kind))
}

/// The bytes of the file at `path`.
func bytes(of path: String) throws -> [UInt8] {
  let file = try MappedFile(path: path)
  return unsafe file.withBytes(0..<file.count) { unsafe Array($0) }
}

/// What Hugging Face's tokenizers library makes of 77 texts with each kind of tokenizer.
@Suite struct ReferenceTests {
  /// A line of a reference.jsonl: a text encoded with special tokens, and decoded without.
  struct Line {
    let text: String
    let ids: [Int]
    let pieces: [String]
    let ranges: [Range<Int>]
    let decoded: String

    init(_ line: ArraySlice<UInt8>) throws {
      let json = try JSON(parsing: line)
      text = try #require(json["text"]?.stringValue)
      ids = try #require(json["ids"]?.integers)
      pieces = try #require(json["tokens"]?.strings)
      decoded = try #require(json["decoded"]?.stringValue)
      ranges = try #require(json["offsets"]?.arrayValue).map { offsets in
        let ends = try #require(offsets.integers)
        return ends[0]..<ends[1]
      }
    }
  }

  @Test(arguments: kinds)
  func `ids, pieces, ranges and decoded text are those of the reference`(kind: String) throws {
    let tokenizer = try tokenizer(kind)
    let lines = try bytes(of: fixture("tokenizers/\(kind)/reference.jsonl")).split(separator: 0x0A)
    #expect(lines.count == 77)
    let before = try #require(tokenizer.special(around: [-1]).firstIndex(of: -1))
    for line in try lines.map(Line.init) {
      let tokens = try tokenizer.tokens(of: line.text)
      let inner = before..<before + tokens.count
      #expect(tokenizer.special(around: tokens.map(\.id)) == line.ids, "\(line.text)")
      try #require(inner.upperBound <= line.ids.count)
      #expect(tokens.map { Array($0.piece.utf8) } == line.pieces[inner].map { Array($0.utf8) })
      #expect(tokens.map(\.range) == Array(line.ranges[inner]), "\(line.text)")
      #expect(try tokenizer.encode(line.text) == tokens.map(\.id))
      #expect(Array(tokenizer.decode(line.ids).utf8) == Array(line.decoded.utf8))
    }
  }

  @Test(arguments: kinds)
  func `the post-processor says whether an empty text becomes tokens`(kind: String) throws {
    let tokenizer = try tokenizer(kind)
    #expect(tokenizer.prependsBOS == !tokenizer.special(around: []).isEmpty)
    #expect(try tokenizer.encode("") == [])
  }
}
