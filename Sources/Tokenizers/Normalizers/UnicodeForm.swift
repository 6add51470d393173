/// One of Unicode's four normalisation forms (UAX #15), with the origins of the characters it
/// makes.
///
/// Foundation's own composition leaves out some pairs (Hangul's, one of Kannada) and says nothing
/// of origins; only its decomposition of single characters is used.
enum UnicodeForm: Hashable, Sendable {
  case nfc
  case nfd
  case nfkc
  case nfkd

  /// The text in this form.
  func normalize(_ text: AlignedText) -> AlignedText {
    let limit: UInt8 = self == .nfc ? 0xCC : 0x80  // below U+0300 everything is in NFC
    if text.bytes.allSatisfy({ $0 < limit }) { return text }
    var result = text.emptied(capacity: text.count)
    var inert = InertCharacters(form: self)
    // a segment is an inert character and all others up to the next inert one: nothing acts across
    // its ends
    var segment = 0
    var isChanging = false
    text.forEachScalar { scalar, range in
      guard inert.contains(scalar) else {
        isChanging = true
        return
      }
      if isChanging {
        append(text, segment..<range.lowerBound, to: &result, &inert)
      } else {
        result.append(text, segment..<range.lowerBound)
      }
      isChanging = false
      segment = range.lowerBound
    }
    if isChanging {
      append(text, segment..<text.count, to: &result, &inert)
    } else {
      result.append(text, segment..<text.count)
    }
    return result
  }

  private func append(
    _ text: AlignedText, _ range: Range<Int>, to result: inout AlignedText,
    _ inert: inout InertCharacters
  ) {
    var starts: [Int] = []
    var decomposed: [Change] = []
    text[range].forEachScalar { scalar, place in
      starts.append(range.lowerBound + place.lowerBound)
      for (index, part) in inert.decomposition(of: scalar).enumerated() {
        decomposed.append(Change(scalar: part, taken: index == 0 ? 1 : 0))
      }
    }
    // a character made of several stands for the first of them, one that is new for the last one
    // taken
    var taken = 0
    var last = range.lowerBound
    for change in normalized(decomposed) {
      if change.taken > 0 { last = taken < starts.count ? starts[taken] : last }
      result.append(change.scalar, from: text, at: last)
      taken += change.taken
      if change.taken > 1 { last = taken <= starts.count ? starts[taken - 1] : last }
    }
  }

  /// A character of the result and how many characters of the text it takes the place of.
  struct Change {
    var scalar: Unicode.Scalar
    var taken: Int
    var order: UInt8 { scalar.properties.canonicalCombiningClass.rawValue }
  }

  /// Decomposed characters in this form: marks in canonical order, then composed if the form
  /// composes.
  func normalized(_ changes: [Change]) -> [Change] {
    var changes = changes
    var start = 0
    while start < changes.count {
      let end = changes[start...].firstIndex { $0.order == 0 } ?? changes.count
      if end - start > 1 {
        let marks = changes[start..<end].enumerated().sorted {
          ($0.element.order, $0.offset) < ($1.element.order, $1.offset)
        }
        changes.replaceSubrange(start..<end, with: marks.map(\.element))
      }
      start = end + 1
    }
    return self == .nfc || self == .nfkc ? Self.composed(changes) : changes
  }

  /// Canonical composition: each character not blocked from the last starter joins it if they
  /// compose.
  private static func composed(_ changes: [Change]) -> [Change] {
    var result: [Change] = []
    var starter: Int?
    for change in changes {
      let order = change.order
      if let starter {
        let isAdjacent = result.count - 1 == starter
        if isAdjacent || (result[result.count - 1].order < order),
          let scalar = compose(result[starter].scalar, change.scalar)
        {
          result[starter].scalar = scalar
          result[starter].taken += change.taken
          continue
        }
      }
      if order == 0 { starter = result.count }
      result.append(change)
    }
    return result
  }

  /// The character that `first` and `second` compose to, if they do.
  private static func compose(
    _ first: Unicode.Scalar, _ second: Unicode.Scalar
  ) -> Unicode.Scalar? {
    // Hangul, by arithmetic: The Unicode Standard, section 3.12
    if (0x1100...0x1112).contains(first.value), (0x1161...0x1175).contains(second.value) {
      return Unicode.Scalar(
        0xAC00 + ((first.value - 0x1100) * 21 + (second.value - 0x1161)) * 28)
    }
    if (0xAC00...0xD7A3).contains(first.value), (first.value - 0xAC00) % 28 == 0,
      (0x11A8...0x11C2).contains(second.value)
    {
      return Unicode.Scalar(first.value + second.value - 0x11A7)
    }
    return Compositions.table[Compositions.key(first.value, second.value)]
  }
}
