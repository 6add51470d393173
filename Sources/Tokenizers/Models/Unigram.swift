internal import Formats

/// A unigram language model (Kudo, 2018): of all ways to cover a piece with tokens the one whose
/// scores, logarithms of probabilities, have the greatest sum.
final class Unigram: Sendable {
  let vocabulary: Vocabulary

  /// The id that stands for what no token covers.
  let unknown: UInt32?

  private let scores: [Double]
  private let unknownScore: Double
  private let byteTokens: [UInt32?]

  /// What an unknown character costs beyond the least probable token.
  private static let unknownPenalty = 10.0

  /// Longest token: matching looks ahead so far at every character.
  private static let longestToken = 1024

  /// Reads a `Unigram` model of a tokenizer.json.
  init(_ json: JSON, _ file: TokenizerFile) throws {
    guard var cursor = file.vocabulary else {
      throw TokenizerError.invalid("the model has no 'vocab'")
    }
    var vocabulary = Vocabulary(
      capacity: file.vocabularyBytes / 32, bytes: file.vocabularyBytes / 2)
    var scores: [Double] = []
    var token: [UInt8] = []
    try cursor.forEachElement { cursor in
      token.removeAll(keepingCapacity: true)
      try cursor.expect(0x5B)
      try cursor.appendString(to: &token)
      try cursor.expect(0x2C)
      let score = try cursor.number()
      try cursor.expect(0x5D)
      let id = scores.count
      try vocabulary.add(token.span, id: id).map { throw Vocabulary.error($0, token, id: id) }
      scores.append(score)
    }
    guard vocabulary.longest <= Self.longestToken else {
      throw TokenizerError.unsupported(
        "a token has \(vocabulary.longest) bytes, at most \(Self.longestToken) are allowed")
    }
    let unknown = json.present("unk_id") == nil ? nil : try json.count("unk_id")
    if let unknown, unknown >= scores.count {
      throw TokenizerError.invalid("'unk_id' is \(unknown), but there are \(scores.count) tokens")
    }
    self.vocabulary = vocabulary
    self.unknown = unknown.map { UInt32($0) }
    self.scores = scores
    unknownScore = (scores.min() ?? 0) - Self.unknownPenalty
    byteTokens = try json.flag("byte_fallback") ? vocabulary.byteTokens : []
  }

  /// A model of SentencePiece's.
  ///
  /// - Parameters:
  ///   - scores: One for each id; minus infinity for a token that no text becomes.
  ///   - unknownScore: The score of the least probable token.
  init(
    _ vocabulary: Vocabulary, scores: [Double], unknown: UInt32?, unknownScore: Double,
    fallsBackToBytes: Bool
  ) {
    self.vocabulary = vocabulary
    self.unknown = unknown
    self.scores = scores
    self.unknownScore = unknownScore - Self.unknownPenalty
    byteTokens = fallsBackToBytes ? vocabulary.byteTokens : []
  }

  /// Replaces the content of `segments` by the tokens of `piece`.
  func segment(_ piece: Span<UInt8>, into segments: inout [Segment]) {
    segments.removeAll(keepingCapacity: true)
    var end = piece.count
    let best = bestPaths(through: piece)
    while end > 0 {
      let step = best[end]
      let start = Int(step.start)
      // adjacent unknown characters make one token
      if step.isUnknown, let last = segments.last, last.id == Self.none, Int(last.start) == end {
        segments[segments.count - 1].start = step.start
      } else {
        segments.append(
          Segment(
            id: step.isUnknown ? Self.none : step.id, start: step.start, end: UInt32(end)))
      }
      end = start
    }
    segments.reverse()
    if segments.contains(where: { $0.id == Self.none }) { name(&segments, in: piece) }
  }

  private static let none = UInt32.max

  /// The best way to reach a place: the token before it.
  private struct Step {
    var score = -Double.infinity
    var start: UInt32 = 0
    var id = Unigram.none
    var isReached = false
    var isUnknown: Bool { id == Unigram.none }
  }

  /// For each place in `piece` the last token of the best cover up to it (Viterbi).
  private func bestPaths(through piece: Span<UInt8>) -> [Step] {
    var best = [Step](repeating: Step(), count: piece.count + 1)
    best[0].score = 0
    var start = 0
    while start < piece.count {
      let next = min(piece.codePoint(at: start).next, piece.count)
      var coversCharacter = false
      let before = best[start].score
      vocabulary.forEachToken(in: piece, from: start) { id, end in
        guard scores[id] > -.infinity else { return }
        let score = before + scores[id]
        if !best[end].isReached || score > best[end].score {
          best[end] = Step(score: score, start: UInt32(start), id: UInt32(id), isReached: true)
        }
        if end == next { coversCharacter = true }
      }
      let score = before + unknownScore
      if !coversCharacter, !best[next].isReached || score > best[next].score {
        best[next] = Step(score: score, start: UInt32(start), isReached: true)
      }
      start = next
    }
    return best
  }

  /// Gives unknown segments their ids: that of a token, those of bytes, or the unknown one.
  private func name(_ segments: inout [Segment], in piece: Span<UInt8>) {
    segments = segments.flatMap { segment -> [Segment] in
      guard segment.id == Self.none else { return [segment] }
      let range = Int(segment.start)..<Int(segment.end)
      if let id = vocabulary.id(of: piece.extracting(range)), scores[id] > -.infinity {
        return [Segment(id: UInt32(id), start: segment.start, end: segment.end)]
      }
      if !byteTokens.isEmpty {
        let ids = range.compactMap { byteTokens[Int(piece[$0])] }
        if ids.count == range.count {
          return ids.map { Segment(id: $0, start: segment.start, end: segment.end) }
        }
      }
      return unknown.map { [Segment(id: $0, start: segment.start, end: segment.end)] } ?? []
    }
  }
}
