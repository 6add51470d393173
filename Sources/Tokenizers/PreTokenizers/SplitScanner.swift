/// Splits a text as a `SplitRule` does, reading each character once.
///
/// The text is UTF-8. Each function takes a place where a character starts and gives one where a
/// character starts, or the text's end.
package struct SplitScanner: Sendable {
  private let rule: SplitRule
  private let classes = CharacterClass.table

  /// Makes a scanner that cuts as `rule` says.
  package init(_ rule: SplitRule) { self.rule = rule }

  /// The consecutive pieces of `text`.
  package func pieces(of text: ArraySlice<UInt8>) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    pieces.reserveCapacity(text.count / 4)
    let bytes = text.span
    var start = 0
    while start < bytes.count {
      let end = endOfPiece(in: bytes, from: start)
      pieces.append(start + text.startIndex..<end + text.startIndex)
      start = end
    }
    return pieces
  }

  /// The end of the piece of `text` that starts at `start`, which lies before the text's end.
  func endOfPiece(in text: Span<UInt8>, from start: Int) -> Int {
    switch rule {
    case .gpt2: gpt2Piece(text, from: start)
    case .cl100k(let digits): cl100kPiece(text, from: start, digits: digits)
    case .o200k(let digits, let contractions):
      o200kPiece(text, from: start, digits: digits, contractions: contractions)
    }
  }

  private func gpt2Piece(_ text: Span<UInt8>, from start: Int) -> Int {
    if text[start] == 0x27, let end = contraction(text, at: start, anyCase: false) { return end }
    let afterSpace = text[start] == 0x20 ? start + 1 : start
    if afterSpace < text.count {
      let (kind, next) = character(text, at: afterSpace)
      if kind.contains(.letter) { return endOfRun(text, of: .letter, from: next) }
      if kind.contains(.number) { return endOfRun(text, of: .number, from: next) }
      if !kind.contains(.space) { return endOfPunctuation(text, from: next) }
    }
    return endOfSpaces(text, from: start)
  }

  private func cl100kPiece(_ text: Span<UInt8>, from start: Int, digits: Int) -> Int {
    if text[start] == 0x27, let end = contraction(text, at: start, anyCase: true) { return end }
    let (kind, next) = character(text, at: start)
    if kind.contains(.letter) { return endOfRun(text, of: .letter, from: next) }
    if kind.contains(.number) { return endOfNumber(text, from: next, digits: digits) }
    if !kind.contains(.newline), next < text.count {
      let (second, afterSecond) = character(text, at: next)
      if second.contains(.letter) { return endOfRun(text, of: .letter, from: afterSecond) }
    }
    return punctuation(text, from: start, slash: false) ?? endOfLines(text, from: start)
  }

  private func o200kPiece(_ text: Span<UInt8>, from start: Int, digits: Int, contractions: Bool)
    -> Int
  {
    let (kind, next) = character(text, at: start)
    let mayLead = kind.isDisjoint(with: [.newline, .letter, .number])
    // a mark before the word is taken if the word can do without it, else the mark may be the word
    let word =
      (mayLead ? wordWithTail(text, from: next) : nil) ?? wordWithTail(text, from: start)
      ?? (mayLead ? wordWithHead(text, from: next) : nil) ?? wordWithHead(text, from: start)
    if let word {
      return contractions ? contraction(text, at: word, anyCase: true) ?? word : word
    }
    if kind.contains(.number) { return endOfNumber(text, from: next, digits: digits) }
    return punctuation(text, from: start, slash: true) ?? endOfLines(text, from: start)
  }

  /// The end of `head* tail+`, where the heads give back what the tail needs.
  private func wordWithTail(_ text: Span<UInt8>, from start: Int) -> Int? {
    var place = start
    var lastBoth: Int?  // the end of the last character that is head and tail in one
    while place < text.count {
      let (kind, next) = character(text, at: place)
      guard kind.contains(.head) else {
        if kind.contains(.tail) { return endOfRun(text, of: .tail, from: next) }
        break
      }
      place = next
      if kind.contains(.tail) { lastBoth = next }
    }
    return lastBoth
  }

  /// The end of `head+ tail*`.
  private func wordWithHead(_ text: Span<UInt8>, from start: Int) -> Int? {
    let heads = endOfRun(text, of: .head, from: start)
    return heads > start ? endOfRun(text, of: .tail, from: heads) : nil
  }

  /// The end of an apostrophe and s, t, re, ve, m, ll or d at `start`, if that is what stands
  /// there.
  private func contraction(_ text: Span<UInt8>, at start: Int, anyCase: Bool) -> Int? {
    guard start + 1 < text.count, text[start] == 0x27 else { return nil }
    let lower: UInt8 = anyCase ? 0x20 : 0
    let first = text[start + 1] | (text[start + 1] < 0x80 ? lower : 0)
    switch first {
    case 0x73, 0x74, 0x6D, 0x64: return start + 2  // s t m d
    case 0x72, 0x76, 0x6C:  // re ve ll
      guard start + 2 < text.count else { return nil }
      let second = text[start + 2] | (text[start + 2] < 0x80 ? lower : 0)
      return second == (first == 0x6C ? 0x6C : 0x65) ? start + 3 : nil
    case 0xC5:  // U+017F, the long s, is an s in another case
      return anyCase && start + 2 < text.count && text[start + 2] == 0xBF ? start + 3 : nil
    default: return nil
    }
  }

  /// The end of punctuation at `start`, with a space before it and line ends behind; nil if there
  /// is none.
  private func punctuation(_ text: Span<UInt8>, from start: Int, slash: Bool) -> Int? {
    let first = text[start] == 0x20 ? start + 1 : start
    guard first < text.count else { return nil }
    let (kind, next) = character(text, at: first)
    guard kind.isDisjoint(with: [.space, .letter, .number]) else { return nil }
    var end = endOfPunctuation(text, from: next)
    while end < text.count,
      text[end] == 0x0A || text[end] == 0x0D || (slash && text[end] == 0x2F)
    {
      end += 1
    }
    return end
  }

  private func endOfPunctuation(_ text: Span<UInt8>, from start: Int) -> Int {
    var place = start
    while place < text.count {
      let (kind, next) = character(text, at: place)
      guard kind.isDisjoint(with: [.space, .letter, .number]) else { break }
      place = next
    }
    return place
  }

  private func endOfNumber(_ text: Span<UInt8>, from start: Int, digits: Int) -> Int {
    var place = start
    for _ in 1..<digits where place < text.count {
      let (kind, next) = character(text, at: place)
      guard kind.contains(.number) else { break }
      place = next
    }
    return place
  }

  /// The end of white space through its last line end; without one, as `endOfSpaces`.
  private func endOfLines(_ text: Span<UInt8>, from start: Int) -> Int {
    var place = start
    var afterNewline: Int?
    while place < text.count {
      let (kind, next) = character(text, at: place)
      guard kind.contains(.space) else { break }
      place = next
      if kind.contains(.newline) { afterNewline = next }
    }
    return afterNewline ?? endOfSpaces(text, from: start)
  }

  /// The end of white space, which leaves its last character to the word behind it.
  private func endOfSpaces(_ text: Span<UInt8>, from start: Int) -> Int {
    var place = start
    var last = start
    while place < text.count {
      let (kind, next) = character(text, at: place)
      guard kind.contains(.space) else { return last > start ? last : place }
      last = place
      place = next
    }
    return place
  }

  private func endOfRun(_ text: Span<UInt8>, of member: CharacterClass, from start: Int) -> Int {
    var place = start
    while place < text.count {
      let (kind, next) = character(text, at: place)
      guard kind.contains(member) else { break }
      place = next
    }
    return place
  }

  /// The classes of the character at `place` and where the next one starts.
  @inline(__always)
  private func character(_ text: Span<UInt8>, at place: Int) -> (CharacterClass, Int) {
    let byte = text[place]
    if byte < 0x80 { return (classes[Int(byte)], place + 1) }
    let (code, next) = text.codePoint(at: place)
    return (classes[Int(code)], next)
  }
}
