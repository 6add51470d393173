/// A model's tokenizer: text to token ids and back.
///
/// The steps of encoding: added tokens are found in the text; what lies between them is normalised,
/// cut into pieces, and each piece becomes tokens by the model. Special tokens are never added
/// around a text, but their strings inside the text are read as what they name.
public struct Tokenizer: Sendable {
  /// The file that the tokenizer comes from.
  public let path: String

  /// Number of tokens, added ones included.
  public let vocabularySize: Int

  /// The id of the beginning-of-sequence token, if the files name one.
  public let bos: Int?

  /// Whether the tokenizer's own settings put special tokens before a text (post-processor, or
  /// `tokenizer.ggml.add_bos_token`); nil if they don't say.
  public let prependsBOS: Bool?

  /// Sentences for the user about what the files leave open, and how it was understood.
  public let warnings: [String]

  let steps: Steps
  private let caches: WordCachePool

  /// The parts of the pipeline, in order.
  struct Steps: Sendable {
    var added: [AddedToken] = []
    var normalizer: Normalizer?
    var preTokenizer: PreTokenizer?
    var model: TokenModel
    var postProcessor = PostProcessor()
    var decoder: Decoder?
    /// Whether text behind an added token is prepared as at the start of the whole, with a space before it where that has one.
    var startsAnewBehindTokens = false
  }

  private let rawMatcher: AddedTokenMatcher
  private let normalizedMatcher: AddedTokenMatcher
  private let addedByID: [Int: AddedToken]
  private let idsByContent: [[UInt8]: Int]

  /// Puts the steps together; `bos` gives the token's id once strings can be looked up.
  init(
    path: String, steps: Steps, prependsBOS: Bool?, warnings: [String] = [],
    bos: (_ id: (String) -> Int?) -> Int?
  ) throws {
    self.path = path
    caches = WordCachePool()
    self.steps = steps
    self.prependsBOS = prependsBOS
    self.warnings = warnings
    let added = steps.added.filter { !$0.content.isEmpty }
    rawMatcher = AddedTokenMatcher(added.filter { !$0.isNormalized }) { Array($0.content.utf8) }
    normalizedMatcher = try AddedTokenMatcher(added.filter(\.isNormalized)) { token in
      var text = AlignedText(token.content, isTracked: false)
      text.startsOriginal = false  // nothing is put before a token that may stand anywhere
      return try steps.normalizer?.normalize(text).bytes ?? text.bytes
    }
    let vocabulary = steps.model.vocabulary
    let byID = Dictionary(added.map { ($0.id, $0) }) { first, _ in first }
    addedByID = byID
    vocabularySize = vocabulary.count + byID.keys.count { !vocabulary.has($0) }
    // by bytes: strings that Unicode holds equivalent are different tokens
    let byContent = Dictionary(added.map { (Array($0.content.utf8), $0.id) }) { first, _ in first }
    idsByContent = byContent
    let found = bos { byContent[Array($0.utf8)] ?? vocabulary.id(of: $0) }
    self.bos = found.flatMap { vocabulary.has($0) || byID[$0] != nil ? $0 : nil }
  }

  /// The ids of the tokens of `text`, without special tokens around them.
  ///
  /// - Throws: `TokenizerError` where a regular expression of the tokenizer gives up on the text.
  public func encode(_ text: String) throws -> [Int] {
    try naming(path) {
      var ids: [Int] = []
      ids.reserveCapacity(text.utf8.count / 3)
      var segments: [Segment] = []
      let model = steps.model
      try caches.withCache { cache in
        for part in try parts(of: text, isTracked: false) {
          if let token = part.token {
            ids.append(token)
            continue
          }
          let bytes = part.text.bytes.span
          for piece in part.pieces {
            cache.append(bytes.extracting(piece), to: &ids, segments: &segments) {
              model.segment($0, into: &$1)
            }
          }
        }
      }
      return ids
    }
  }

  /// The tokens of `text`, without special tokens around them.
  ///
  /// - Throws: `TokenizerError` where a regular expression of the tokenizer gives up on the text.
  public func tokens(of text: String) throws -> [Token] {
    try naming(path) {
      var tokens: [Token] = []
      func append(_ id: Int, _ piece: String, _ range: Range<Int>) {
        let range = steps.postProcessor.trimmed(range, of: piece, isFirst: tokens.isEmpty)
        tokens.append(Token(id: id, piece: piece, range: range))
      }
      var segments: [Segment] = []
      let model = steps.model
      for part in try parts(of: text, isTracked: true) {
        if let token = part.token {
          append(
            token, String(decoding: part.text.bytes, as: UTF8.self),
            part.text.origin(of: 0..<part.text.count))
          continue
        }
        for piece in part.pieces {
          let bytes = part.text.bytes.span.extracting(piece)
          model.segment(bytes, into: &segments)
          for segment in segments {
            let range =
              piece.lowerBound + Int(segment.start)..<piece.lowerBound + Int(segment.end)
            append(
              Int(segment.id), model.string(of: segment, in: bytes),
              part.text.origin(of: range))
          }
        }
      }
      return tokens
    }
  }

  /// The vocabulary's strings of `ids`; the number in angle brackets where an id has none.
  public func pieces(_ ids: [Int]) -> [String] {
    ids.map { string(of: $0) ?? "<\($0)>" }
  }

  /// The text of `ids`; U+FFFD where tokens end inside a character.
  ///
  /// - Parameter skippingSpecial: whether special tokens are left out. Ids without a token always
  ///   are.
  public func decode(_ ids: [Int], skippingSpecial: Bool = true) -> String {
    let tokens = ids.compactMap { id in
      skippingSpecial && isSpecial(id) ? nil : string(of: id)
    }
    return steps.decoder?.decode(tokens).joined() ?? tokens.joined(separator: " ")
  }

  /// Whether `id` is that of a special token, such as one that starts or ends a text.
  public func isSpecial(_ id: Int) -> Bool { addedByID[id]?.isSpecial ?? false }

  /// The id of the token whose string is `piece`, if there is one.
  public func id(of piece: String) -> Int? {
    idsByContent[Array(piece.utf8)] ?? steps.model.vocabulary.id(of: piece)
  }

  /// `ids` with the special tokens that the tokenizer's post-processor puts around a text.
  public func special(around ids: [Int]) -> [Int] {
    steps.postProcessor.prefix + ids + steps.postProcessor.suffix
  }

  private func string(of id: Int) -> String? {
    if let token = addedByID[id] { return token.content }
    return steps.model.vocabulary.has(id) ? steps.model.vocabulary.string(of: id) : nil
  }
}

extension Tokenizer {
  /// A part of a text: an added token, or normalised text in pieces.
  private struct Part {
    var text: AlignedText
    var pieces: [Range<Int>] = []
    var token: Int?
  }

  /// The text cut by the first three steps.
  private func parts(of string: String, isTracked: Bool) throws -> [Part] {
    let text = AlignedText(string, isTracked: isTracked)
    try text.checkLength()
    var parts: [Part] = []
    for raw in rawMatcher.parts(of: text.bytes) {
      var part = raw.range == 0..<text.count ? text : text[raw.range]
      if let token = raw.token {
        parts.append(Part(text: part, token: token))
        continue
      }
      if steps.startsAnewBehindTokens { part.startsOriginal = true }
      let normalized = try steps.normalizer?.normalize(part) ?? part
      for inner in normalizedMatcher.parts(of: normalized.bytes) {
        var rest = inner.range == 0..<normalized.count ? normalized : normalized[inner.range]
        if let token = inner.token {
          parts.append(Part(text: rest, token: token))
        } else if !rest.isEmpty {
          var pieces = [0..<rest.count]
          try steps.preTokenizer?.split(&rest, &pieces)
          parts.append(Part(text: rest, pieces: pieces))
        }
      }
    }
    return parts
  }
}
