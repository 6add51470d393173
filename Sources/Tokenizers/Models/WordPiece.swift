internal import Formats

/// WordPiece, BERT's model: the longest token at the start of a word, then the longest
/// continuation, and so on; a word that can't be covered is one unknown token.
final class WordPiece: Sendable {
  let vocabulary: Vocabulary
  private let unknown: UInt32
  private let prefix: [UInt8]
  private let longestWord: Int

  /// Reads a `WordPiece` model of a tokenizer.json.
  init(_ json: JSON, _ file: TokenizerFile) throws {
    vocabulary = try Vocabulary(file)
    unknown = try vocabulary.id(ofUnknown: json.optionalString("unk_token") ?? "[UNK]")
    prefix = Array((try json.optionalString("continuing_subword_prefix") ?? "##").utf8)
    longestWord =
      json.present("max_input_chars_per_word") == nil
      ? 100 : try json.count("max_input_chars_per_word")
  }

  /// BERT's own settings with `vocabulary`, which has `[UNK]`.
  init(_ vocabulary: Vocabulary) throws {
    self.vocabulary = vocabulary
    unknown = try vocabulary.id(ofUnknown: "[UNK]")
    prefix = Array("##".utf8)
    longestWord = 100
  }

  /// Replaces the content of `segments` by the tokens of `piece`.
  func segment(_ piece: Span<UInt8>, into segments: inout [Segment]) {
    segments.removeAll(keepingCapacity: true)
    let whole = Segment(id: unknown, start: 0, end: UInt32(piece.count))
    guard characters(of: piece) <= longestWord else { return segments.append(whole) }
    var start = 0
    while start < piece.count {
      guard let token = longestToken(in: piece, from: start) else {
        segments.removeAll(keepingCapacity: true)
        return segments.append(whole)
      }
      segments.append(token)
      start = Int(token.end)
    }
  }

  private func longestToken(in piece: Span<UInt8>, from start: Int) -> Segment? {
    var string = start > 0 ? prefix : []
    let offset = string.count
    var end = min(piece.count, start + vocabulary.longest)
    for index in start..<end { string.append(piece[index]) }
    while end > start {
      if end == piece.count || piece[end] & 0xC0 != 0x80,
        let id = vocabulary.id(of: string.span.extracting(0..<offset + end - start))
      {
        return Segment(id: UInt32(id), start: UInt32(start), end: UInt32(end))
      }
      end -= 1
    }
    return nil
  }

  private func characters(of piece: Span<UInt8>) -> Int {
    piece.indices.count { piece[$0] & 0xC0 != 0x80 }
  }
}
