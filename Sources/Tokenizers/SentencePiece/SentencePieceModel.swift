internal import Formats

/// A vocabulary of SentencePiece's: pieces with scores and kinds, and how text is prepared for
/// them.
///
/// It comes from a `.model` file (a protocol buffer,
/// https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto) or from a
/// GGUF file.
struct SentencePieceModel {
  /// How pieces are put together.
  enum Algorithm {
    case unigram
    case bytePairs
  }

  /// What a piece is for; the numbers are SentencePiece's and llama.cpp's.
  enum Kind: Int {
    case normal = 1
    case unknown
    case control
    case userDefined
    case unused
    case byte
  }

  var pieces: [[UInt8]] = []
  var scores: [Float] = []
  var kinds: [Kind] = []
  var algorithm = Algorithm.unigram
  var fallsBackToBytes = false
  var normalizer = SentencePieceNormalizer()

  /// Whether pieces merge in the order of their ids and not of their scores.
  var mergesByID = false

  /// Longest piece: finding its merges takes the square of its length.
  private static let longestPiece = 1024

  /// Reads a `.model` file.
  init(protobuf bytes: [UInt8]) throws {
    var reader = ProtobufReader(bytes[...])
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (1, .bytes(let piece)): try addPiece(piece)
      case (2, .bytes(let trainer)): try readTrainer(trainer)
      case (3, .bytes(let rules)): try readNormalizer(rules)
      default: break
      }
    }
    guard !pieces.isEmpty else { throw TokenizerError.invalid("there are no pieces") }
    try check()
  }

  private mutating func addPiece(_ bytes: ArraySlice<UInt8>) throws {
    var reader = ProtobufReader(bytes)
    var (piece, score, kind): ([UInt8], Float, Kind) = ([], 0, .normal)
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (1, .bytes(let string)): piece = Array(string)
      case (2, .float(let number)): score = number
      case (3, .number(let number)): kind = Kind(rawValue: Int(clamping: number)) ?? .unused
      default: break
      }
    }
    pieces.append(piece)
    scores.append(score)
    kinds.append(kind)
  }

  private mutating func readTrainer(_ bytes: ArraySlice<UInt8>) throws {
    var reader = ProtobufReader(bytes)
    while let (field, value) = try reader.next() {
      guard case .number(let number) = value else { continue }
      switch (field, number) {
      case (3, 1): algorithm = .unigram
      case (3, 2): algorithm = .bytePairs
      case (3, _):
        throw TokenizerError.unsupported("models of words and of characters are not supported")
      case (24, 1):
        throw TokenizerError.unsupported("spaces at the end of words are not supported")
      case (35, _): fallsBackToBytes = number != 0
      default: break
      }
    }
  }

  private mutating func readNormalizer(_ bytes: ArraySlice<UInt8>) throws {
    var reader = ProtobufReader(bytes)
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (2, .bytes(let map)) where !map.isEmpty: normalizer.charsmap = try Charsmap(map)
      case (3, .number(let number)): normalizer.addsPrefix = number != 0
      case (4, .number(let number)): normalizer.removesExtraSpaces = number != 0
      default: break
      }
    }
  }

  /// Reads the vocabulary of a GGUF file: `llama` merges by scores, `t5` is a unigram model.
  init(_ file: GGUFFile, algorithm: Algorithm) throws {
    guard let tokens = try file.byteStrings("tokenizer.ggml.tokens") else {
      throw TokenizerError.invalid("there is no 'tokenizer.ggml.tokens'")
    }
    func list<Element>(_ key: String, _ values: [Element]?) throws -> [Element]? {
      guard let values, values.count != tokens.count else { return values }
      throw TokenizerError.invalid("'\(key)' has \(values.count) values for \(tokens.count) tokens")
    }
    let types = try list("tokenizer.ggml.token_type", file.integers("tokenizer.ggml.token_type"))
    let numbers = try list("tokenizer.ggml.scores", file.floats("tokenizer.ggml.scores"))
    self.algorithm = algorithm
    kinds = types?.map { Kind(rawValue: $0) ?? .unused } ?? tokens.map { _ in .normal }
    scores = numbers ?? tokens.indices.map { -Float($0) }
    // some files have plain spaces where SentencePiece has its own
    pieces = zip(tokens, kinds).map { token, kind in
      kind == .normal && token.contains(0x20) ? Self.spelled(token) : token
    }
    fallsBackToBytes = kinds.contains(.byte)
    mergesByID = file.string("general.architecture")?.hasPrefix("gemma") ?? false || numbers == nil
    normalizer.addsPrefix = file.bool("tokenizer.ggml.add_space_prefix") ?? true
    normalizer.removesExtraSpaces =
      file.bool("tokenizer.ggml.remove_extra_whitespaces") ?? (algorithm == .unigram)
    if let map = try file.integers("tokenizer.ggml.precompiled_charsmap"), !map.isEmpty {
      normalizer.charsmap = try Charsmap(map.map { UInt8(truncatingIfNeeded: $0) })
    }
    try check()
  }

  /// `token` with `▁` for spaces.
  private static func spelled(_ token: [UInt8]) -> [UInt8] {
    token.flatMap { $0 == 0x20 ? Array("\u{2581}".utf8) : [$0] }
  }

  private func check() throws {
    if let long = pieces.first(where: { $0.count > Self.longestPiece }) {
      throw TokenizerError.unsupported(
        "a token has \(long.count) bytes, at most \(Self.longestPiece) are allowed")
    }
    guard scores.allSatisfy(\.isFinite) else {
      throw TokenizerError.invalid("a token's score is not a finite number")
    }
  }
}
