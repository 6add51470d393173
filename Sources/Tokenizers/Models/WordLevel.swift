internal import Formats

/// The model whose tokens are whole pieces.
final class WordLevel: Sendable {
  let vocabulary: Vocabulary
  private let unknown: UInt32?

  /// Reads a `WordLevel` model of a tokenizer.json.
  init(_ json: JSON, _ file: TokenizerFile) throws {
    vocabulary = try Vocabulary(file)
    unknown = vocabulary.id(of: try json.optionalString("unk_token") ?? "<unk>").map { UInt32($0) }
  }

  /// Replaces the content of `segments` by the token of `piece`, nothing where there is no unknown
  /// token.
  func segment(_ piece: Span<UInt8>, into segments: inout [Segment]) {
    segments.removeAll(keepingCapacity: true)
    if let id = vocabulary.id(of: piece).map({ UInt32($0) }) ?? unknown {
      segments.append(Segment(id: id, start: 0, end: UInt32(piece.count)))
    }
  }
}
