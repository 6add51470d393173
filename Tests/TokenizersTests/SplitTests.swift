import Formats
import TestSupport
import Testing
import Tokenizers

/// Splitting by regular expressions, and by the scanners that stand in for the well-known ones.
@Suite struct SplitTests {
  @Test func `patterns give the pieces of the reference`() throws {
    let vectors = try JSON.load(path: fixture("tokenizers/split-vectors.json"))
    var scanned = 0
    for (name, vector) in try #require(vectors.objectValue) {
      let source = try #require(vector["regex"]?.stringValue)
      let pattern = try RegularExpression(source)
      let rule = SplitRule.all.first { $0.source == source }
      for line in try #require(vector["cases"]?.arrayValue) {
        let text = Array(try #require(line.arrayValue?.first?.stringValue).utf8)
        let expected = try #require(line.arrayValue?.last?.strings)
        let pieces = Self.isolated(try pattern.matches(in: text[...]), in: text)
        #expect(pieces.map { String(decoding: text[$0], as: UTF8.self) } == expected, "\(name)")
        if let rule {
          scanned += 1
          #expect(SplitScanner(rule).pieces(of: text[...]) == pieces, "\(name)")
        }
      }
    }
    #expect(scanned == 5 * 8)
  }

  @Test(arguments: SplitRule.all)
  func `a scanner cuts random text where Oniguruma does`(rule: SplitRule) throws {
    let pattern = try RegularExpression(rule.source)
    let scanner = SplitScanner(rule)
    var random = SeededGenerator(seed: 7)
    for _ in 0..<4000 {
      let text = Array(Self.text(&random).utf8)
      #expect(scanner.pieces(of: text[...]) == (try pattern.matches(in: text[...])), "\(text)")
    }
  }

  @Test func `every code point is in the classes in which Oniguruma has it`() throws {
    // each character with what could take it along on both sides; the planes left out are of one
    // class
    let blocks = [UInt32](0..<0x32).map { $0 << 12 } + [0xE0000, 0x10F000]
    for rule in [SplitRule.cl100k(digits: 3), .o200k(digits: 3, contractions: true)] {
      let pattern = try RegularExpression(rule.source)
      let scanner = SplitScanner(rule)
      for start in blocks {
        var text: [UInt8] = []
        for scalar in (start..<start + 0x1000).compactMap(Unicode.Scalar.init) {
          text += "A1\(scalar)'s\(scalar) ".utf8
        }
        #expect(scanner.pieces(of: text[...]) == (try pattern.matches(in: text[...])), "\(start)")
      }
    }
  }

  @Test(arguments: ["(", "[a", "\\p{Nonsense}", "*", "(?<n>a)\\k<m>"])
  func `a bad pattern is an error`(source: String) {
    #expect(throws: RegularExpressionError.self) { try RegularExpression(source) }
  }

  @Test func `a pattern that runs away is an error`() throws {
    let text = Array((String(repeating: "a", count: 40) + "!").utf8)
    let pattern = try RegularExpression("(?:a|a)*$")
    #expect(throws: RegularExpressionError.self) { try pattern.matches(in: text[...]) }
  }

  @Test func `empty matches move on by whole characters`() throws {
    let text = Array("aé🎉b".utf8)
    #expect(
      try RegularExpression("x*").matches(in: text[...]) == [0..<0, 1..<1, 3..<3, 7..<7, 8..<8])
    #expect(try RegularExpression("a*").matches(in: text[...]) == [0..<1, 3..<3, 7..<7, 8..<8])
    #expect(try RegularExpression("").matches(in: []) == [])
  }

  /// The matches and what lies between them.
  private static func isolated(_ matches: [Range<Int>], in text: [UInt8]) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var end = 0
    for match in matches + [text.count..<text.count] {
      if end < match.lowerBound { pieces.append(end..<match.lowerBound) }
      if !match.isEmpty { pieces.append(match) }
      end = match.upperBound
    }
    return pieces
  }

  /// A short text of what the patterns tell apart.
  private static func text(_ random: inout SeededGenerator) -> String {
    let parts = [
      " ", " ", "  ", "\n", "\r\n", "\t", "\u{A0}", "\u{2003}", "\u{85}", "/", "'", "'s", "'S",
      "'ſ", "'re",
      "'LL", "'vE", "'d", "'t", "a", "Z", "é", "É", "ǅ", "ʰ", "ª", "日", "م", "\u{301}", "\u{903}",
      "\u{20DD}",
      "1", "22", "½", "Ⅷ", "٣", "!", "…", "🎉", "\u{200D}", "\0", "_", "word", "Word", "WORD", "ſt",
      "ﬀ",
    ]
    return (0..<Int.random(in: 0...12, using: &random)).reduce(into: "") { text, _ in
      if Int.random(in: 0..<8, using: &random) > 0 {
        text += parts[Int.random(in: parts.indices, using: &random)]
      } else if let scalar = Unicode.Scalar(UInt32.random(in: 0..<0x20000, using: &random)) {
        text.unicodeScalars.append(scalar)
      }
    }
  }
}
