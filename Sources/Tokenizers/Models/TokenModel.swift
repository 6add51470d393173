internal import Formats

/// The fourth step of the pipeline: finds the tokens of each piece of text.
enum TokenModel: Sendable {
  case bytePairs(BytePairs)
  case wordPiece(WordPiece)
  case unigram(Unigram)
  case wordLevel(WordLevel)

  /// Reads the `model` of a tokenizer.json.
  init(_ file: TokenizerFile) throws {
    guard let json = file.settings["model"], json.objectValue != nil else {
      throw TokenizerError.invalid("there is no 'model'")
    }
    // files of the library's first versions don't name the only model with merges
    let type = try json.optionalString("type") ?? (file.merges == nil ? "unnamed" : "BPE")
    switch type {
    case "BPE": self = .bytePairs(try BytePairs(json, file))
    case "WordPiece": self = .wordPiece(try WordPiece(json, file))
    case "Unigram": self = .unigram(try Unigram(json, file))
    case "WordLevel": self = .wordLevel(try WordLevel(json, file))
    default: throw TokenizerError.unsupported("the model '\(type)' is not supported")
    }
  }

  /// The strings and ids of the tokens.
  var vocabulary: Vocabulary {
    switch self {
    case .bytePairs(let model): model.vocabulary
    case .wordPiece(let model): model.vocabulary
    case .unigram(let model): model.vocabulary
    case .wordLevel(let model): model.vocabulary
    }
  }

  /// Replaces the content of `segments` by the tokens of `piece`.
  func segment(_ piece: Span<UInt8>, into segments: inout [Segment]) {
    switch self {
    case .bytePairs(let model): model.segment(piece, into: &segments)
    case .wordPiece(let model): model.segment(piece, into: &segments)
    case .unigram(let model): model.segment(piece, into: &segments)
    case .wordLevel(let model): model.segment(piece, into: &segments)
    }
  }

  /// The string of `segment`, a token of `piece`; a unigram model shows unknown text as it is.
  func string(of segment: Segment, in piece: Span<UInt8>) -> String {
    if case .unigram(let model) = self, segment.id == model.unknown {
      return piece.extracting(Int(segment.start)..<Int(segment.end)).string
    }
    return vocabulary.string(of: Int(segment.id))
  }
}

/// A token that a model found in a piece of text: its id and the bytes of the piece that it covers.
struct Segment: Equatable {
  var id: UInt32
  var start: UInt32
  var end: UInt32
}
