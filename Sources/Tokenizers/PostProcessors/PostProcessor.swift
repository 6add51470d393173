internal import Formats

/// The last step of encoding: the special tokens around a text, and how offsets are trimmed.
struct PostProcessor: Sendable {
  /// Ids before the text's.
  private(set) var prefix: [Int] = []

  /// Ids behind the text's.
  private(set) var suffix: [Int] = []

  /// Whether offsets leave out white space at the ends of tokens.
  private(set) var trimsOffsets = false

  /// Whether the first token's one leading space is taken for one that the pre-tokenizer put there.
  private var prefixesSpace = false

  /// Adds nothing and trims nothing.
  init() {}

  /// Puts these ids before and behind a text.
  init(prefix: [Int], suffix: [Int]) { (self.prefix, self.suffix) = (prefix, suffix) }

  /// Reads the `post_processor` of a tokenizer.json.
  init(_ json: JSON) throws {
    try add(json, depth: 0)
  }

  private mutating func add(_ json: JSON, depth: Int) throws {
    switch try json.type(of: "post-processor") {
    case "Sequence":
      guard depth < 8 else { throw TokenizerError.invalid("post-processors nest too deeply") }
      for step in try json.list("processors") { try add(step, depth: depth + 1) }
    case "ByteLevel":
      try addTrimming(json)
    case "RobertaProcessing":
      try addTrimming(json)
      try addPair(json)
    case "BertProcessing":
      try addPair(json)
    case "TemplateProcessing":
      try addTemplate(json)
    case let type:
      throw TokenizerError.unsupported("the post-processor '\(type)' is not supported")
    }
  }

  private mutating func addTrimming(_ json: JSON) throws {
    guard try json.flag("trim_offsets", default: true) else { return }
    trimsOffsets = true
    prefixesSpace = try json.flag("add_prefix_space", default: true)
  }

  /// The tokens `cls` and `sep`, each a list of string and id.
  private mutating func addPair(_ json: JSON) throws {
    func id(_ key: String) throws -> Int {
      guard let pair = json[key]?.arrayValue, pair.count == 2, let id = pair[1].integerValue else {
        throw TokenizerError.invalid("'\(key)' is not a token and its id")
      }
      return id
    }
    prefix.insert(try id("cls"), at: 0)
    suffix.append(try id("sep"))
  }

  private mutating func addTemplate(_ json: JSON) throws {
    var before: [Int] = []
    var behind: [Int] = []
    var isBehind = false
    for part in try json.list("single") {
      if part["Sequence"] != nil {
        isBehind = true
        continue
      }
      guard let name = part["SpecialToken"]?["id"]?.stringValue,
        let ids = json["special_tokens"]?[name]?["ids"]?.arrayValue
      else {
        throw TokenizerError.invalid(
          "the template's part \(part.brief) is no token of 'special_tokens'")
      }
      let values = ids.compactMap(\.integerValue)
      if isBehind { behind += values } else { before += values }
    }
    prefix = before + prefix
    suffix += behind
  }

  /// Whether an empty text becomes tokens.
  var prepends: Bool { !prefix.isEmpty || !suffix.isEmpty }

  /// The offsets of a token that reads `piece`, without the white space at its ends.
  func trimmed(_ range: Range<Int>, of piece: String, isFirst: Bool) -> Range<Int> {
    guard trimsOffsets else { return range }
    let scalars = piece.unicodeScalars
    func isSpace(_ scalar: Unicode.Scalar) -> Bool {
      scalar == Alphabet.characters[0x20] || scalar.properties.isWhitespace
    }
    var leading = scalars.prefix(while: isSpace).count
    let trailing = scalars.reversed().prefix(while: isSpace).count
    if leading == 1, prefixesSpace, isFirst || range.lowerBound == 0 { leading = 0 }
    let start = min(range.lowerBound + leading, range.upperBound)
    return start..<max(range.upperBound - trailing, start)
  }
}
