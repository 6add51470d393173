internal import Foundation

extension Tokenizer.Steps {
  /// The steps of Qwen 1, whose vocabulary is a file of tiktoken's.
  ///
  /// Each line has a token's bytes in base64 and its rank, which is its id. Two neighbours merge
  /// where together they are a token, the lowest rank first. The control tokens come behind the
  /// ranks, in the order that Qwen's own tokenizer gives them:
  /// https://github.com/QwenLM/Qwen/blob/main/tokenization_note.md
  ///
  /// - Throws: `TokenizerError` for a line that is no token and rank, a token of many bytes, one that comes twice, and where a
  ///   byte has no token.
  init(qwenRanks file: [UInt8]) throws {
    let lines = file.split { $0 == 0x0A || $0 == 0x0D }
    var vocabulary = Vocabulary(capacity: lines.count, bytes: 2 * file.count)
    let tokens = try lines.enumerated().map { index, line in
      let token = try RankedToken(line, number: index + 1)
      guard vocabulary.id(of: token.spelling.span) == nil else {
        throw TokenizerError.invalid("line \(index + 1) has a token that comes twice")
      }
      try vocabulary.add(token.spelling.span, id: token.rank).map {
        throw Vocabulary.error($0, token.spelling, id: token.rank)
      }
      return token
    }
    for (byte, character) in Alphabet.characters.enumerated()
    where vocabulary.id(of: String(character)) == nil {
      throw TokenizerError.invalid("byte \(byte) has no token")
    }
    self.init(
      model: .bytePairs(
        BytePairs(
          vocabulary: vocabulary, merges: Self.merges(of: tokens, vocabulary),
          options: .init(ignoresMerges: true))))
    let controls = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    let extras = (0..<205).map { "<|extra_\($0)|>" }
    added = (controls + extras).enumerated().map { index, name in
      AddedToken(content: name, id: vocabulary.upperBound + index, isSpecial: true)
    }
    normalizer = .unicode(.nfc)
    preTokenizer = .sequence([
      .split(.rule(SplitScanner(.cl100k(digits: 1))), .isolated, inverted: false),
      .byteLevel(prefixesSpace: false, nil),
    ])
    decoder = .byteLevel
  }

  /// Every way to put each token together from two others, ranked as the token is.
  private static func merges(of tokens: [RankedToken], _ vocabulary: Vocabulary) -> MergeTable {
    var table = MergeTable(capacity: 2 * tokens.count)
    for token in tokens {
      let spelling = token.spelling.span
      for end in token.ends.dropLast() {
        guard let left = vocabulary.id(of: spelling.extracting(0..<end)),
          let right = vocabulary.id(of: spelling.extracting(end..<spelling.count))
        else { continue }
        table.add(
          UInt32(left), UInt32(right), rank: UInt32(token.rank), merged: UInt32(token.rank))
      }
    }
    return table
  }
}

/// A line of a file of tiktoken's.
private struct RankedToken {
  let rank: Int
  /// The token's bytes in the byte-level alphabet.
  private(set) var spelling: [UInt8] = []
  /// Where the character of each byte ends.
  private(set) var ends: [Int] = []

  /// Most bytes of a token: four times those of the longest in use.
  private static let longest = 512

  init(_ line: ArraySlice<UInt8>, number: Int) throws {
    let parts = line.split(separator: 0x20)
    guard parts.count == 2, let bytes = Data(base64Encoded: Data(parts[0])), !bytes.isEmpty,
      let rank = Int(String(decoding: parts[1], as: UTF8.self)),
      (0..<Vocabulary.idLimit).contains(rank)
    else {
      throw TokenizerError.invalid("line \(number) is not a token in base64 and its rank")
    }
    guard bytes.count <= Self.longest else {
      throw TokenizerError.unsupported(
        "the token of line \(number) has \(bytes.count) bytes, at most \(Self.longest) are allowed")
    }
    self.rank = rank
    for byte in bytes {
      spelling += Array(String(Alphabet.characters[Int(byte)]).utf8)
      ends.append(spelling.count)
    }
  }
}
