internal import Formats

/// BERT's normalisation: controls out, white space to spaces, spaces around ideographs, accents
/// off, lower case.
struct BertNormalizer: Sendable {
  private let cleansText: Bool
  private let isolatesIdeographs: Bool
  private let stripsAccents: Bool
  private let lowercases: Bool

  /// Reads the fields of a `BertNormalizer`; accents go with the case unless `strip_accents` says
  /// otherwise.
  init(_ json: JSON) throws {
    cleansText = try json.flag("clean_text", default: true)
    isolatesIdeographs = try json.flag("handle_chinese_chars", default: true)
    lowercases = try json.flag("lowercase", default: true)
    stripsAccents = try json.flag("strip_accents", default: lowercases)
  }

  /// The normalised `text`.
  func normalize(_ text: AlignedText) -> AlignedText {
    if let plain = normalizePlain(text) { return plain }
    var text = text
    if cleansText {
      text = text.mapped { scalar, append in
        if Self.isRemoved(scalar) { return }
        append(scalar.properties.isWhitespace ? " " : scalar)
      }
    }
    if isolatesIdeographs {
      text = text.mapped { scalar, append in
        let isIdeograph = Self.isIdeograph(scalar)
        if isIdeograph { append(" ") }
        append(scalar)
        if isIdeograph { append(" ") }
      }
    }
    if stripsAccents {
      text = UnicodeForm.nfd.normalize(text).filtered {
        $0.properties.generalCategory != .nonspacingMark
      }
    }
    if lowercases {
      text = text.mapped { scalar, append in
        for lower in scalar.properties.lowercaseMapping.unicodeScalars { append(lower) }
      }
    }
    return text
  }

  /// The normalised `text` where all of it is printable ASCII or a line's end, which only change in
  /// place.
  private func normalizePlain(_ text: AlignedText) -> AlignedText? {
    let isPlain = text.bytes.allSatisfy { byte in
      (0x20..<0x7F).contains(byte) || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
    guard isPlain else { return nil }
    var result = text
    for place in result.bytes.indices {
      let byte = result.bytes[place]
      if cleansText && byte < 0x20 { result.bytes[place] = 0x20 }
      if lowercases && (0x41...0x5A).contains(byte) { result.bytes[place] = byte | 0x20 }
    }
    return result
  }

  private static func isRemoved(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\t", "\n", "\r": return false
    case "\0", "\u{FFFD}": return true
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .privateUse: return true
    default: return false
    }
  }

  /// The blocks of Chinese characters that BERT names.
  private static func isIdeograph(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
      0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }
}
