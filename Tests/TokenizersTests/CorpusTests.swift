import Formats
import TestSupport
import Testing
import Tokenizers

/// One megabyte of mixed text, made here as `scripts/make-tokenizer-fixtures.py` makes it, against
/// hashes of the ids that Hugging Face's library gives.
@Suite struct CorpusTests {
  @Test(arguments: kinds)
  func `a megabyte of mixed text becomes the ids of the reference`(kind: String) throws {
    let corpus = try Self.corpus.get()
    let expected = try #require(corpus.json["tokenizers"]?[kind])
    let hashes = try #require(expected["blocks"]?.strings)
    let ids = try tokenizer(kind).encode(corpus.text)
    #expect(ids.count == expected["count"]?.integerValue)
    for (block, hash) in hashes.enumerated() {
      let part = ids.dropFirst(block * corpus.block).prefix(corpus.block)
      let bytes = part.flatMap { id in (0..<4).map { UInt8(truncatingIfNeeded: id >> ($0 * 8)) } }
      try #require(Self.fnv(bytes) == UInt64(hash, radix: 16), "block \(block)")
    }
  }

  private struct Corpus {
    var json: JSON
    var text: String
    var block: Int
  }

  private static let corpus = Result { try make() }

  private static func make() throws -> Corpus {
    let json = try JSON.load(path: fixture("tokenizers/corpus.json"))
    let lists = try #require(json["words"]?.arrayValue).map { $0.strings ?? [] }
    let spaces = try #require(json["spaces"]?.strings)
    let ranges = try #require(json["ranges"]?.arrayValue).map { range in
      (range.integers ?? []).map { UInt64($0) }
    }
    let size = try #require(json["size"]?.integerValue)
    var random = SeededGenerator(seed: UInt64(try #require(json["seed"]?.integerValue)))
    func pick<Element>(_ list: [Element]) -> Element {
      list[Int(random.next() % UInt64(list.count))]
    }
    var text = ""
    var length = 0
    while length < size {
      var part = ""
      switch random.next() % 32 {
      case 0..<18: part = pick(lists[0])
      case 18..<26: part = pick(pick(Array(lists[1...])))
      case 26..<29:
        let value = random.next()
        let digits = 1 + random.next() % 9
        part = String(value % (0..<digits).reduce(1) { power, _ in power * 10 })
      default:
        let range = pick(ranges)
        for _ in 0..<1 + random.next() % 8 {
          let code = range[0] + random.next() % (range[1] - range[0] + 1)
          part.unicodeScalars.append(try #require(Unicode.Scalar(UInt32(code))))
        }
      }
      part += random.next() % 4 > 0 ? " " : pick(spaces)
      text += part
      length += part.utf8.count
    }
    #expect(
      String(fnv(Array(text.utf8).flatMap { [$0, 0, 0, 0] }), radix: 16)
        == json["text"]?.stringValue)
    return Corpus(json: json, text: text, block: try #require(json["block"]?.integerValue))
  }

  /// FNV-1a.
  private static func fnv(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}
