internal import Formats

extension Tokenizer.Steps {
  /// The steps of a SentencePiece vocabulary.
  ///
  /// - Parameter findsSymbolsFirst: Whether symbols of the user's are cut out of the text before all else, as llama.cpp does, and
  ///   not found in the normalised text, as SentencePiece does.
  init(_ sentencePiece: SentencePieceModel, findsSymbolsFirst: Bool = false) throws {
    let model = sentencePiece
    var vocabulary = Vocabulary(
      capacity: model.pieces.count, bytes: model.pieces.reduce(0) { $0 + $1.count })
    for (id, piece) in model.pieces.enumerated() {
      try vocabulary.add(piece.span, id: id).map { throw Vocabulary.error($0, piece, id: id) }
    }
    let unknown = model.kinds.firstIndex(of: .unknown).map { UInt32($0) }
    switch model.algorithm {
    case .unigram:
      self.init(
        model: .unigram(
          Unigram(
            vocabulary, scores: model.unigramScores, unknown: unknown,
            unknownScore: model.lowestScore, fallsBackToBytes: model.fallsBackToBytes)))
    case .bytePairs:
      var options = BytePairs.Options()
      options.unknown = unknown
      options.fusesUnknown = true
      options.fallsBackToBytes = model.fallsBackToBytes
      self.init(
        model: .bytePairs(
          BytePairs(vocabulary: vocabulary, merges: model.merges(vocabulary), options: options)))
    }
    added = zip(model.pieces, model.kinds).enumerated().compactMap { id, piece in
      guard piece.1 == .control || piece.1 == .userDefined || piece.1 == .unknown else {
        return nil
      }
      let content = String(decoding: piece.0, as: UTF8.self)
      // A symbol of the user's is found in the normalised text, or spaces beside it would be at an end and go.
      return AddedToken(
        content: content, id: id, isSpecial: piece.1 != .userDefined,
        isNormalized: piece.1 == .userDefined && !findsSymbolsFirst)
    }
    normalizer = .sentencePiece(model.normalizer)
    startsAnewBehindTokens = true
    let leading =
      model.normalizer.removesExtraSpaces ? 1 << 30 : model.normalizer.addsPrefix ? 1 : 0
    decoder = .sequence(
      [.replace(.string(Array("\u{2581}".utf8)), with: " "), .byteFallback, .fuse]
        + (leading > 0 ? [.strip(" ", start: leading, stop: 0)] : []))
  }
}

extension SentencePieceModel {
  /// The least probable normal piece's score.
  fileprivate var lowestScore: Double {
    zip(scores, kinds).filter { $0.1 == .normal }.map { Double($0.0) }.min() ?? 0
  }

  /// Scores for finding the best cover; minus infinity for pieces that no text becomes.
  fileprivate var unigramScores: [Double] {
    zip(scores, kinds).map { $0.1 == .normal ? Double($0.0) : -.infinity }
  }

  /// Every way to join two pieces into a third; the third's score says which join comes first.
  fileprivate func merges(_ vocabulary: Vocabulary) -> MergeTable {
    let isMergeable = kinds.map { $0 == .normal || $0 == .userDefined }
    var order = pieces.indices.filter { isMergeable[$0] && pieces[$0].count > 1 }
    if !mergesByID {
      order.sort { scores[$0] != scores[$1] ? scores[$0] > scores[$1] : $0 < $1 }
    }
    var merges: [(left: Int, right: Int, merged: Int, rank: Int)] = []
    for (rank, merged) in order.enumerated() {
      let piece = pieces[merged]
      for middle in piece.indices.dropFirst() where piece[middle] & 0xC0 != 0x80 {
        let bytes = piece.span
        guard let left = vocabulary.id(of: bytes.extracting(0..<middle)), isMergeable[left],
          let right = vocabulary.id(of: bytes.extracting(middle..<bytes.count)), isMergeable[right]
        else { continue }
        merges.append((left, right, merged, rank))
      }
    }
    var table = MergeTable(capacity: merges.count)
    for merge in merges {
      table.add(
        UInt32(merge.left), UInt32(merge.right), rank: UInt32(merge.rank),
        merged: UInt32(merge.merged))
    }
    return table
  }
}
