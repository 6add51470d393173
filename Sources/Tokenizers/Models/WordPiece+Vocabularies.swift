internal import Formats

extension Tokenizer.Steps {
  /// BERT's steps with a vocabulary whose continuations begin with `##`.
  ///
  /// - Parameter lowercases: Whether case and accents are taken off; nil where that shows by the vocabulary having no
  ///   capital letter.
  init(wordPieces: [[UInt8]], lowercases: Bool?) throws {
    var vocabulary = Vocabulary(
      capacity: wordPieces.count, bytes: wordPieces.reduce(0) { $0 + $1.count })
    for (id, piece) in wordPieces.enumerated() {
      try vocabulary.add(piece.span, id: id).map { throw Vocabulary.error($0, piece, id: id) }
    }
    let lowercases =
      lowercases
      ?? !wordPieces.contains { piece in
        piece.first != 0x5B && piece.contains { (0x41...0x5A).contains($0) }
      }
    func setting(_ text: String) throws -> JSON { try JSON(parsing: text) }
    self.init(model: .wordPiece(try WordPiece(vocabulary)))
    added = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].compactMap { name in
      vocabulary.id(of: name).map { AddedToken(content: name, id: $0, isSpecial: true) }
    }
    normalizer = try Normalizer(
      setting(#"{"type": "BertNormalizer", "lowercase": \#(lowercases)}"#))
    preTokenizer = .bert
    decoder = .wordPiece(prefix: "##", cleansUp: true)
    if let start = vocabulary.id(of: "[CLS]"), let end = vocabulary.id(of: "[SEP]") {
      postProcessor = try PostProcessor(
        setting(
          #"{"type": "BertProcessing", "cls": ["[CLS]", \#(start)], "sep": ["[SEP]", \#(end)]}"#))
    }
  }

  /// BERT's steps with the vocabulary of a GGUF file, where llama.cpp writes `▁` before words and
  /// nothing before continuations.
  init(wordPiecesOf file: GGUFFile) throws {
    guard let tokens = try file.byteStrings("tokenizer.ggml.tokens") else {
      throw TokenizerError.invalid("there is no 'tokenizer.ggml.tokens'")
    }
    let space = Array("\u{2581}".utf8)
    let pieces = tokens.map { token -> [UInt8] in
      if token.starts(with: space) { return Array(token.dropFirst(space.count)) }
      let isBracketed = token.first == 0x5B && token.last == 0x5D && token.count > 2
      return isBracketed ? token : Array("##".utf8) + token
    }
    try self.init(wordPieces: pieces, lowercases: nil)
  }
}
