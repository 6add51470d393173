internal import Formats

/// The third step of the pipeline: cuts text into the pieces that the model sees one by one.
enum PreTokenizer: Sendable {
  case sequence([PreTokenizer])
  case byteLevel(prefixesSpace: Bool, TextMatcher?)
  case split(TextMatcher, SplitBehavior, inverted: Bool)
  case characters(CharacterTest, SplitBehavior)
  case words
  case bert
  case metaspace(Metaspace)
  case length(Int)

  /// Reads the `pre_tokenizer` of a tokenizer.json.
  init(_ json: JSON) throws {
    switch try json.type(of: "pre-tokenizer") {
    case "Sequence":
      self = .sequence(try json.list("pretokenizers").map(PreTokenizer.init))
    case "ByteLevel":
      let splits = try json.flag("use_regex", default: true)
      self = .byteLevel(
        prefixesSpace: try json.flag("add_prefix_space", default: true),
        splits ? .rule(SplitScanner(.gpt2)) : nil)
    case "Split":
      self = .split(
        try TextMatcher(json["pattern"]), try Self.behavior(json, default: nil),
        inverted: try json.flag("invert"))
    case "Digits":
      self = .characters(
        .number, try json.flag("individual_digits") ? .isolated : .contiguous)
    case "Punctuation":
      self = .characters(.punctuation, try Self.behavior(json, default: .isolated))
    case "WhitespaceSplit": self = .characters(.whitespace, .removed)
    case "CharDelimiterSplit":
      let delimiter = try json.string("delimiter").unicodeScalars
      guard delimiter.count == 1, let scalar = delimiter.first else {
        throw TokenizerError.invalid("'delimiter' is not one character")
      }
      self = .characters(.scalar(scalar), .removed)
    case "Whitespace": self = .words
    case "BertPreTokenizer": self = .bert
    case "Metaspace": self = .metaspace(try Metaspace(json))
    case "FixedLength": self = .length(max(1, try json.count("length")))
    case let type:
      throw TokenizerError.unsupported("the pre-tokenizer '\(type)' is not supported")
    }
  }

  /// Cuts each of `pieces`, which are parts of `text`, further; may rewrite the text on the way.
  func split(_ text: inout AlignedText, _ pieces: inout [Range<Int>]) throws {
    switch self {
    case .sequence(let steps):
      for step in steps {
        try text.checkLength()
        try step.split(&text, &pieces)
      }
    case .byteLevel(let prefixesSpace, let matcher):
      if prefixesSpace { Self.prefixSpaces(&text, &pieces) }
      if let matcher { try Self.cut(&pieces) { try matcher.pieces(of: text.bytes, $0, .isolated) } }
      text = Alphabet.spell(text, &pieces)
    case .split(let matcher, let behavior, let isInverted):
      try Self.cut(&pieces) {
        try matcher.pieces(of: text.bytes, $0, behavior, inverted: isInverted)
      }
    case .characters(let test, let behavior):
      Self.cut(&pieces) { behavior.pieces(of: test.parts(of: text.bytes, $0)) }
    case .words:
      Self.cut(&pieces) { CharacterTest.words(in: text.bytes, $0) }
    case .bert:
      try Self.characters(.whitespace, .removed).split(&text, &pieces)
      try Self.characters(.punctuation, .isolated).split(&text, &pieces)
    case .metaspace(let metaspace):
      try metaspace.split(&text, &pieces)
    case .length(let length):
      Self.cut(&pieces) { CharacterTest.blocks(of: length, in: text.bytes, $0) }
    }
  }

  /// Replaces each piece by what `cut` makes of it, but for empty ones.
  static func cut(
    _ pieces: inout [Range<Int>], _ cut: (Range<Int>) throws -> [Range<Int>]
  ) rethrows {
    var result: [Range<Int>] = []
    for piece in pieces {
      for part in try cut(piece) where !part.isEmpty { result.append(part) }
    }
    pieces = result
  }

  /// Puts a space before each piece that doesn't start with one.
  private static func prefixSpaces(_ text: inout AlignedText, _ pieces: inout [Range<Int>]) {
    var result = text.emptied(capacity: text.count + pieces.count)
    for index in pieces.indices where !pieces[index].isEmpty {
      let piece = pieces[index]
      let start = result.count
      if text.bytes[piece.lowerBound] != 0x20 {
        result.append(" ", from: text, at: piece.lowerBound)
      }
      result.append(text, piece)
      pieces[index] = start..<result.count
    }
    text = result
  }

  private static func behavior(
    _ json: JSON, default standard: SplitBehavior?
  ) throws -> SplitBehavior {
    if let standard, json["behavior"] == nil { return standard }
    let name = try json.string("behavior")
    guard let behavior = SplitBehavior(rawValue: name) else {
      throw TokenizerError.invalid("the split behavior '\(name)' is unknown")
    }
    return behavior
  }
}
