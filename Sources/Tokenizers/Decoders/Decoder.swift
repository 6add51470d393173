internal import Formats

/// Turns the strings of tokens back into text.
indirect enum Decoder: Sendable {
  case sequence([Decoder])
  case byteLevel
  case byteFallback
  case fuse
  case replace(TextMatcher, with: String)
  case strip(Unicode.Scalar, start: Int, stop: Int)
  case metaspace(Metaspace)
  case wordPiece(prefix: String, cleansUp: Bool)
  case suffix(String)

  /// Reads the `decoder` of a tokenizer.json.
  init(_ json: JSON) throws {
    switch try json.type(of: "decoder") {
    case "Sequence": self = .sequence(try json.list("decoders").map(Decoder.init))
    case "ByteLevel": self = .byteLevel
    case "ByteFallback": self = .byteFallback
    case "Fuse": self = .fuse
    case "Replace":
      self = .replace(try TextMatcher(json["pattern"]), with: try json.string("content"))
    case "Strip":
      guard let character = try json.string("content").unicodeScalars.first else {
        throw TokenizerError.invalid("the decoder 'Strip' has an empty 'content'")
      }
      self = .strip(character, start: try json.count("start"), stop: try json.count("stop"))
    case "Metaspace": self = .metaspace(try Metaspace(json))
    case "WordPiece":
      self = .wordPiece(
        prefix: try json.string("prefix"), cleansUp: try json.flag("cleanup", default: true))
    case "BPEDecoder": self = .suffix(try json.string("suffix"))
    case let type:
      throw TokenizerError.unsupported("the decoder '\(type)' is not supported")
    }
  }

  /// The parts of the text that `tokens` stand for.
  func decode(_ tokens: [String]) -> [String] {
    switch self {
    case .sequence(let steps): steps.reduce(tokens) { $1.decode($0) }
    case .byteLevel: [String(decoding: tokens.flatMap(Alphabet.read), as: UTF8.self)]
    case .byteFallback: Self.joinBytes(tokens)
    case .fuse: [tokens.joined()]
    case .replace(let matcher, let content):
      tokens.map { token in
        let text = AlignedText(token, isTracked: false)
        // a pattern that gives up leaves the token as it is
        let replaced = (try? text.replacing(matcher, with: content)) ?? text
        return String(decoding: replaced.bytes, as: UTF8.self)
      }
    case .strip(let character, let start, let stop):
      tokens.map { Self.strip($0, character, start: start, stop: stop) }
    case .metaspace(let metaspace): Self.spaces(tokens, metaspace)
    case .wordPiece(let prefix, let cleansUp):
      tokens.enumerated().map { index, token in
        let continues = token.utf8.starts(with: prefix.utf8)
        let word =
          index == 0
          ? token
          : continues
            ? String(token.unicodeScalars.dropFirst(prefix.unicodeScalars.count)) : " " + token
        return cleansUp ? Self.cleanedUp(word) : word
      }
    case .suffix(let suffix):
      tokens.enumerated().map { index, token in
        Self.replace(suffix, in: token, with: index == tokens.count - 1 ? "" : " ")
      }
    }
  }

  /// Runs of `<0xHH>` joined to the text of their bytes, or U+FFFD for each byte where it isn't
  /// UTF-8.
  private static func joinBytes(_ tokens: [String]) -> [String] {
    var result: [String] = []
    var bytes: [UInt8] = []
    for token in tokens + [""] {
      let code = Array(token.utf8)
      if code.count == 6, code.starts(with: "<0x".utf8), code[5] == 0x3E,
        let byte = UInt8(String(decoding: code[3..<5], as: UTF8.self), radix: 16)
      {
        bytes.append(byte)
        continue
      }
      if !bytes.isEmpty {
        result +=
          String(validating: bytes, as: UTF8.self).map { [$0] }
          ?? Array(repeating: "\u{FFFD}", count: bytes.count)
        bytes.removeAll()
      }
      result.append(token)
    }
    return result.dropLast()
  }

  private static func strip(
    _ token: String, _ character: Unicode.Scalar, start: Int, stop: Int
  ) -> String {
    var rest = token.unicodeScalars[...]
    var left = start
    while left > 0, rest.first == character {
      rest.removeFirst()
      left -= 1
    }
    left = stop
    while left > 0, rest.last == character {
      rest.removeLast()
      left -= 1
    }
    return String(rest)
  }

  private static func spaces(_ tokens: [String], _ metaspace: Metaspace) -> [String] {
    tokens.enumerated().map { index, token in
      var text = String.UnicodeScalarView()
      for scalar in token.unicodeScalars {
        if scalar != metaspace.replacement {
          text.append(scalar)
        } else if index > 0 || metaspace.scheme == .never {
          text.append(" ")
        }
      }
      return String(text)
    }
  }

  /// English punctuation and contractions joined to the word before them.
  private static func cleanedUp(_ word: String) -> String {
    let replacements: [(String, String)] = [
      (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"),
      (" 'm", "'m"), (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ]
    return replacements.reduce(word) { text, replacement in
      replace(replacement.0, in: text, with: replacement.1)
    }
  }

  /// `text` with each `string` replaced, compared by bytes: a mark behind it is no part of it.
  private static func replace(_ string: String, in text: String, with content: String) -> String {
    let text = AlignedText(text, isTracked: false)
    let replaced = try? text.replacing(.string(Array(string.utf8)), with: content)
    return String(decoding: (replaced ?? text).bytes, as: UTF8.self)
  }
}
