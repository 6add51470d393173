/// A kind of character at which a pre-tokenizer cuts.
enum CharacterTest: Sendable {
  case number
  case punctuation
  case whitespace
  case scalar(Unicode.Scalar)

  /// The part `range` of `text` as characters that are of this kind, one by one, and runs of
  /// others.
  func parts(of text: [UInt8], _ range: Range<Int>) -> [(range: Range<Int>, isMatch: Bool)] {
    let bytes = text.span
    var parts: [(range: Range<Int>, isMatch: Bool)] = []
    var runStart = range.lowerBound
    var place = range.lowerBound
    while place < range.upperBound {
      let (code, next) = bytes.codePoint(at: place)
      if holds(for: code) {
        if runStart < place { parts.append((runStart..<place, false)) }
        parts.append((place..<next, true))
        runStart = next
      }
      place = next
    }
    if runStart < place { parts.append((runStart..<place, false)) }
    return parts
  }

  /// The words `\w+` and the runs `[^\w\s]+` in the part `range` of `text`.
  static func words(in text: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    let bytes = text.span
    var pieces: [Range<Int>] = []
    var start = range.lowerBound
    var kind: Bool?  // whether the current run is a word; nil in white space
    var place = range.lowerBound
    while place < range.upperBound {
      let (code, next) = bytes.codePoint(at: place)
      let scalar = Unicode.Scalar(code) ?? " "
      let current: Bool? = scalar.properties.isWhitespace ? nil : scalar.isWord
      if current != kind {
        if kind != nil { pieces.append(start..<place) }
        start = place
        kind = current
      }
      place = next
    }
    if kind != nil { pieces.append(start..<place) }
    return pieces
  }

  /// The part `range` of `text` in blocks of `length` characters, the last one perhaps shorter.
  static func blocks(of length: Int, in text: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    let bytes = text.span
    var pieces: [Range<Int>] = []
    var start = range.lowerBound
    var place = start
    var characters = 0
    while place < range.upperBound {
      place = bytes.codePoint(at: place).next
      characters += 1
      if characters == length {
        pieces.append(start..<place)
        start = place
        characters = 0
      }
    }
    if start < place { pieces.append(start..<place) }
    return pieces
  }

  private func holds(for code: UInt32) -> Bool {
    let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
    switch self {
    case .number where code < 0x80: return (0x30...0x39).contains(code)
    case .number: return CharacterClass.table[Int(code)].contains(.number)
    case .punctuation: return scalar.isPunctuation
    case .whitespace where code < 0x80: return (0x09...0x0D).contains(code) || code == 0x20
    case .whitespace: return scalar.properties.isWhitespace
    case .scalar(let wanted): return scalar == wanted
    }
  }
}

extension Unicode.Scalar {
  /// Whether this is one of ASCII's punctuation marks and symbols, or punctuation in Unicode.
  var isPunctuation: Bool {
    switch value {
    case 33...47, 58...64, 91...96, 123...126: return true
    case ..<0x80: return false
    default: break
    }
    switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      return true
    default: return false
    }
  }

  /// Whether this is what regular expressions call a word character (UTS #18, `\w`).
  var isWord: Bool {
    if properties.isAlphabetic || properties.isJoinControl || isMark { return true }
    switch properties.generalCategory {
    case .decimalNumber, .connectorPunctuation: return true
    default: return false
    }
  }
}
