internal import Formats

/// What a `Replace` or `Split` looks for: a fixed string or a regular expression.
enum TextMatcher: Sendable {
  case string([UInt8])
  case rule(SplitScanner)
  case pattern(RegularExpression)

  /// Reads `{"String": ...}` or `{"Regex": ...}`.
  init(_ json: JSON?) throws {
    if let string = json?["String"]?.stringValue {
      self = .string(Array(string.utf8))
    } else if let source = json?["Regex"]?.stringValue {
      self =
        try SplitRule(source: source).map { .rule(SplitScanner($0)) }
        ?? .pattern(RegularExpression(source))
    } else {
      throw TokenizerError.invalid(
        "'pattern' is \((json ?? .null).brief), expected a 'String' or a 'Regex'")
    }
  }

  /// The matches in the part `range` of `text`, from left to right.
  func matches(in text: [UInt8], _ range: Range<Int>) throws -> [Range<Int>] {
    switch self {
    case .string(let string): Self.places(of: string, in: text, range)
    case .rule(let scanner): scanner.pieces(of: text[range])
    case .pattern(let pattern): try pattern.matches(in: text[range])
    }
  }

  /// The pieces of the part `range` of `text` that its matches make.
  func pieces(
    of text: [UInt8], _ range: Range<Int>, _ behavior: SplitBehavior, inverted: Bool = false
  ) throws -> [Range<Int>] {
    let matches = try matches(in: text, range)
    // a rule's matches lie end to end
    if case .rule = self, behavior == .isolated { return matches }
    var parts: [(range: Range<Int>, isMatch: Bool)] = []
    var end = range.lowerBound
    for match in matches {
      if end < match.lowerBound { parts.append((end..<match.lowerBound, inverted)) }
      parts.append((match, !inverted))
      end = match.upperBound
    }
    if end < range.upperBound { parts.append((end..<range.upperBound, inverted)) }
    return behavior.pieces(of: parts)
  }

  private static func places(
    of string: [UInt8], in text: [UInt8], _ range: Range<Int>
  ) -> [Range<Int>] {
    guard let first = string.first else { return [] }
    let text = text.span
    var matches: [Range<Int>] = []
    var place = range.lowerBound
    while place + string.count <= range.upperBound {
      if text[place] == first,
        string.equal(text.extracting(place..<place + string.count), at: 0, count: string.count)
      {
        matches.append(place..<place + string.count)
        place += string.count
      } else {
        place += 1
      }
    }
    return matches
  }
}
