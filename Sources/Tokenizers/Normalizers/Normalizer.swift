internal import Formats

/// The second step of the pipeline: rewrites text before it is cut into pieces.
enum Normalizer: Sendable {
  case sequence([Normalizer])
  case unicode(UnicodeForm)
  case lowercase
  case stripAccents
  case replace(TextMatcher, with: String)
  case prepend(String)
  case strip(left: Bool, right: Bool)
  case bert(BertNormalizer)
  case byteLevel
  case charsmap(Charsmap)
  case sentencePiece(SentencePieceNormalizer)

  /// Reads the `normalizer` of a tokenizer.json.
  init(_ json: JSON) throws {
    switch try json.type(of: "normalizer") {
    case "Sequence": self = .sequence(try json.list("normalizers").map(Normalizer.init))
    case "NFC": self = .unicode(.nfc)
    case "NFD": self = .unicode(.nfd)
    case "NFKC": self = .unicode(.nfkc)
    case "NFKD": self = .unicode(.nfkd)
    case "Lowercase": self = .lowercase
    case "StripAccents": self = .stripAccents
    case "Replace":
      self = .replace(try TextMatcher(json["pattern"]), with: try json.string("content"))
    case "Prepend": self = .prepend(try json.string("prepend"))
    case "Strip":
      self = .strip(left: try json.flag("strip_left"), right: try json.flag("strip_right"))
    case "BertNormalizer": self = .bert(try BertNormalizer(json))
    case "ByteLevel": self = .byteLevel
    case "Precompiled": self = .charsmap(try Charsmap(json))
    case let type:
      throw TokenizerError.unsupported("the normalizer '\(type)' is not supported")
    }
  }

  /// The normalised `text`.
  func normalize(_ text: AlignedText) throws -> AlignedText {
    switch self {
    case .sequence(let steps):
      return try steps.reduce(text) { text, step in
        try text.checkLength()
        return try step.normalize(text)
      }
    case .unicode(let form):
      return form.normalize(text)
    case .lowercase:
      return text.mapped { scalar, append in
        for lower in scalar.properties.lowercaseMapping.unicodeScalars { append(lower) }
      }
    case .stripAccents:
      return text.filtered { !$0.isMark }
    case .replace(let matcher, let content):
      return try text.replacing(matcher, with: content)
    case .prepend(let prefix):
      return text.isEmpty ? text : text.prepending(prefix)
    case .strip(let left, let right):
      return text.stripped(left: left, right: right)
    case .bert(let steps):
      return steps.normalize(text)
    case .byteLevel:
      var pieces = [0..<text.count]
      return Alphabet.spell(text, &pieces)
    case .charsmap(let map):
      return map.normalizeGraphemes(text)
    case .sentencePiece(let rules):
      return rules.normalize(text)
    }
  }
}

extension Unicode.Scalar {
  /// Whether this is a combining mark of any kind.
  var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }
}
