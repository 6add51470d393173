internal import Formats

/// SentencePiece's way with spaces: each becomes `▁`, one stands before the text, and words start
/// with it.
struct Metaspace: Sendable {
  /// What a space becomes.
  let replacement: Unicode.Scalar

  /// Where a replacement is put before a piece that has none.
  let scheme: Scheme

  private let splits: Bool

  /// The pieces that get a replacement at the front.
  enum Scheme: String {
    case always
    case first
    case never
  }

  /// Reads the fields of a `Metaspace`; the old `add_prefix_space` means `always` or `never`.
  init(_ json: JSON) throws {
    let replacement = try json.string("replacement").unicodeScalars
    guard replacement.count == 1, let scalar = replacement.first else {
      throw TokenizerError.invalid("'replacement' is not one character")
    }
    self.replacement = scalar
    if let name = try json.optionalString("prepend_scheme") {
      guard let scheme = Scheme(rawValue: name) else {
        throw TokenizerError.invalid("the prepend scheme '\(name)' is unknown")
      }
      self.scheme = scheme
    } else {
      scheme = try json.flag("add_prefix_space", default: true) ? .always : .never
    }
    splits = try json.flag("split", default: true)
  }

  /// Rewrites the spaces of each of `pieces`, and cuts before each replacement.
  func split(_ text: inout AlignedText, _ pieces: inout [Range<Int>]) throws {
    var result = text.emptied(capacity: text.count * 2)
    var spelled: [Range<Int>] = []
    for piece in pieces where !piece.isEmpty {
      let start = result.count
      if isPrefixed(piece, of: text) {
        result.append(replacement, from: text, at: piece.lowerBound)
      }
      for place in piece {
        if text.bytes[place] == 0x20 {
          result.append(replacement, from: text, at: place)
        } else {
          result.append(text, place..<place + 1)
        }
      }
      spelled.append(start..<result.count)
    }
    text = result
    pieces = spelled
    guard splits else { return }
    let matcher = TextMatcher.string(Array(String(replacement).utf8))
    try PreTokenizer.cut(&pieces) { try matcher.pieces(of: text.bytes, $0, .mergedWithNext) }
  }

  private func isPrefixed(_ piece: Range<Int>, of text: AlignedText) -> Bool {
    switch scheme {
    case .never: return false
    case .first: guard text.startsOriginal && piece.lowerBound == 0 else { return false }
    case .always: break
    }
    let first = text.bytes[piece.lowerBound]
    let bytes = Array(String(replacement).utf8)
    return first != 0x20 && !text.bytes[piece].starts(with: bytes)
  }
}
