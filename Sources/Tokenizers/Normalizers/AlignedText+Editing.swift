/// The edits that normalizers are made of; each result character keeps the origin of the one it
/// came from.
extension AlignedText {
  /// An empty text with this one's place in the original, to append to.
  func emptied(capacity: Int) -> AlignedText {
    var result = AlignedText(
      isTracked: isTracked, originalCount: originalCount, capacity: capacity)
    result.startsOriginal = startsOriginal
    return result
  }

  /// Calls `body` with each character and the range of its bytes.
  func forEachScalar(_ body: (Unicode.Scalar, Range<Int>) throws -> Void) rethrows {
    let text = bytes.span
    var start = 0
    while start < text.count {
      let (code, next) = text.codePoint(at: start)
      try body(Unicode.Scalar(code) ?? "\u{FFFD}", start..<next)
      start = next
    }
  }

  /// Each character replaced by those that `replace` appends for it.
  func mapped(
    _ replace: (Unicode.Scalar, (Unicode.Scalar) -> Void) -> Void
  ) -> AlignedText {
    var result = emptied(capacity: count)
    forEachScalar { scalar, range in
      replace(scalar) { result.append($0, from: self, at: range.lowerBound) }
    }
    return result
  }

  /// The characters for which `keep` is true.
  func filtered(_ keep: (Unicode.Scalar) -> Bool) -> AlignedText {
    var result = emptied(capacity: count)
    forEachScalar { scalar, range in if keep(scalar) { result.append(self, range) } }
    return result
  }

  /// With every match of `matcher` replaced by `content`, which stands for the match's last
  /// character.
  func replacing(_ matcher: TextMatcher, with content: String) throws -> AlignedText {
    var result = emptied(capacity: count)
    var end = 0
    for match in try matcher.matches(in: bytes, 0..<count) {
      result.append(self, end..<match.lowerBound)
      for scalar in content.unicodeScalars {
        result.append(scalar, from: self, at: max(match.upperBound - 1, 0))
      }
      end = match.upperBound
      try result.checkLength()
    }
    result.append(self, end..<count)
    return result
  }

  /// With `prefix` at the front of its part `range`, standing for that part's first character.
  func prepending(_ prefix: String, to range: Range<Int>? = nil) -> AlignedText {
    let range = range ?? 0..<count
    var result = emptied(capacity: range.count + prefix.utf8.count)
    for scalar in prefix.unicodeScalars {
      result.append(scalar, from: self, at: range.lowerBound)
    }
    result.append(self, range)
    return result
  }

  /// Without the white space at its ends.
  func stripped(left: Bool, right: Bool) -> AlignedText {
    var inner: Range<Int>?
    forEachScalar { scalar, range in
      guard !scalar.properties.isWhitespace else { return }
      inner = (inner?.lowerBound ?? range.lowerBound)..<range.upperBound
    }
    var result = emptied(capacity: count)
    if let inner {
      result.append(self, (left ? inner.lowerBound : 0)..<(right ? inner.upperBound : count))
    } else if !left && !right {
      result = self
    }
    return result
  }
}
