/// Byte-pair encoding (Sennrich, Haddow and Birch, 2016): of all adjacent pairs the one whose merge
/// ranks first becomes one symbol, the leftmost of equals, until no pair has a merge.
final class BytePairs: Sendable {
  let vocabulary: Vocabulary
  let merges: MergeTable
  let options: Options

  /// How characters become the first symbols.
  struct Options: Sendable {
    /// Id of the token for characters without one; without it they are left out.
    var unknown: UInt32?
    /// Whether adjacent unknown characters make one token.
    var fusesUnknown = false
    /// Whether an unknown character becomes the tokens `<0xHH>` of its bytes, if all exist.
    var fallsBackToBytes = false
    /// Whether a piece that is a token as it stands is that token, whatever the merges say.
    var ignoresMerges = false
    /// What stands before each character but a piece's first.
    var continuingPrefix: [UInt8] = []
    /// What stands behind a piece's last character.
    var endSuffix: [UInt8] = []
  }

  /// Ids of the characters below U+0180 where nothing stands before or behind them: byte-level text
  /// has no others.
  private let lowCharacters: [UInt32]

  /// Ids of `<0x00>` to `<0xFF>`.
  private let byteTokens: [UInt32?]

  private static let none = UInt32.max

  /// Pieces of more symbols than this are merged through a heap.
  private static let shortest = 48

  init(vocabulary: Vocabulary, merges: MergeTable, options: Options) {
    self.vocabulary = vocabulary
    self.merges = merges
    self.options = options
    lowCharacters = (0..<0x180).map { code in
      Unicode.Scalar(code).flatMap { vocabulary.id(of: String($0)) }.map { UInt32($0) } ?? Self.none
    }
    byteTokens = options.fallsBackToBytes ? vocabulary.byteTokens : []
  }

  /// Replaces the content of `segments` by the tokens of `piece`.
  func segment(_ piece: Span<UInt8>, into segments: inout [Segment]) {
    segments.removeAll(keepingCapacity: true)
    if options.ignoresMerges, let id = vocabulary.id(of: piece) {
      segments.append(Segment(id: UInt32(id), start: 0, end: UInt32(piece.count)))
      return
    }
    appendCharacters(of: piece, to: &segments)
    if segments.count > Self.shortest {
      var queue = MergeQueue(segments, merges)
      segments = queue.merged()
    } else if segments.count > 1 {
      mergeShort(&segments)
    }
  }

  /// Looks for the best merge from the left each time: for few symbols there is nothing faster.
  private func mergeShort(_ segments: inout [Segment]) {
    var pending: [UInt64] = []
    pending.reserveCapacity(segments.count - 1)
    for index in 1..<segments.count {
      pending.append(merges.merge(segments[index - 1].id, segments[index].id))
    }
    while true {
      var best = MergeTable.none
      var place = 0
      for index in pending.indices where pending[index] < best {
        best = pending[index]
        place = index
      }
      if best == MergeTable.none { return }
      segments[place].id = UInt32(truncatingIfNeeded: best)
      segments[place].end = segments[place + 1].end
      segments.remove(at: place + 1)
      pending.remove(at: place)
      if place < pending.count {
        pending[place] = merges.merge(segments[place].id, segments[place + 1].id)
      }
      if place > 0 {
        pending[place - 1] = merges.merge(segments[place - 1].id, segments[place].id)
      }
    }
  }

  /// Appends a segment for each character of `piece`.
  private func appendCharacters(of piece: Span<UInt8>, to segments: inout [Segment]) {
    let isPlain = options.continuingPrefix.isEmpty && options.endSuffix.isEmpty
    var start = 0
    while start < piece.count {
      let (code, next) = piece.codePoint(at: start)
      let id =
        isPlain && code < 0x180
        ? lowCharacters[Int(code)] : self.id(ofCharacter: start..<next, in: piece)
      if id != Self.none {
        segments.append(Segment(id: id, start: UInt32(start), end: UInt32(next)))
      } else {
        appendUnknown(start..<next, of: piece, to: &segments)
      }
      start = next
    }
  }

  private func id(ofCharacter range: Range<Int>, in piece: Span<UInt8>) -> UInt32 {
    var id: Int?
    if options.continuingPrefix.isEmpty && options.endSuffix.isEmpty {
      id = vocabulary.id(of: piece.extracting(range))
    } else {
      var string = range.lowerBound > 0 ? options.continuingPrefix : []
      for index in range { string.append(piece[index]) }
      if range.upperBound == piece.count { string += options.endSuffix }
      id = vocabulary.id(of: string.span)
    }
    return id.map { UInt32($0) } ?? Self.none
  }

  private func appendUnknown(
    _ range: Range<Int>, of piece: Span<UInt8>, to segments: inout [Segment]
  ) {
    if options.fallsBackToBytes {
      let ids = range.map { byteTokens[Int(piece[$0])] }
      if !ids.contains(nil) {
        for (index, id) in zip(range, ids) {
          segments.append(
            Segment(id: id ?? Self.none, start: UInt32(index), end: UInt32(index + 1)))
        }
        return
      }
    }
    guard let unknown = options.unknown else { return }
    if options.fusesUnknown, let last = segments.last, last.id == unknown,
      last.end == UInt32(range.lowerBound)
    {
      segments[segments.count - 1].end = UInt32(range.upperBound)
    } else {
      segments.append(
        Segment(id: unknown, start: UInt32(range.lowerBound), end: UInt32(range.upperBound)))
    }
  }
}
