/// Finds added tokens in a text: the leftmost first, and of those at one place the longest.
struct AddedTokenMatcher: Sendable {
  private let tokens: [AddedToken]

  /// Whether any token starts with the byte.
  private var starts = [Bool](repeating: false, count: 256)

  /// A trie: node and byte to the next node, the root being node 0.
  private var edges: [Int: Int] = [:]

  /// For each node the index of the token that ends there.
  private var ends: [Int?] = [nil]

  /// A part of a text: a token, or text between tokens.
  struct Part: Equatable {
    var range: Range<Int>
    var token: Int?
  }

  /// Looks for `tokens`, each by the bytes that `spelling` gives for it.
  init(_ tokens: [AddedToken], spelling: (AddedToken) throws -> [UInt8]) rethrows {
    self.tokens = tokens
    for (index, token) in tokens.enumerated() {
      let bytes = try spelling(token)
      guard let first = bytes.first else { continue }
      starts[Int(first)] = true
      var node = 0
      for byte in bytes {
        let edge = node << 8 | Int(byte)
        if let next = edges[edge] {
          node = next
        } else {
          ends.append(nil)
          edges[edge] = ends.count - 1
          node = ends.count - 1
        }
      }
      ends[node] = index
    }
  }

  /// Whether there is nothing to find.
  var isEmpty: Bool { edges.isEmpty }

  /// The text cut at its tokens, from left to right; `token` is an id.
  func parts(of text: [UInt8]) -> [Part] {
    guard !isEmpty, !text.isEmpty else { return [Part(range: 0..<text.count, token: nil)] }
    let bytes = text.span
    var parts: [Part] = []
    var done = 0
    var place = 0
    while let match = nextMatch(in: bytes, from: place) {
      place = match.range.upperBound
      let token = tokens[match.token]
      if token.isSingleWord && !standsAlone(match.range, in: bytes) { continue }
      var (start, end) = (match.range.lowerBound, match.range.upperBound)
      if token.stripsLeft { start = Self.startOfSpaces(before: start, in: bytes) }
      if token.stripsRight { end = Self.endOfSpaces(from: end, in: bytes) }
      // a token before may have taken the white space with which this one starts, or all of it
      guard end > done else { continue }
      let range = max(start, done)..<end
      if done < range.lowerBound { parts.append(Part(range: done..<range.lowerBound)) }
      parts.append(Part(range: range, token: token.id))
      done = range.upperBound
    }
    if done < text.count { parts.append(Part(range: done..<text.count)) }
    return parts
  }

  private func nextMatch(
    in text: Span<UInt8>, from start: Int
  ) -> (token: Int, range: Range<Int>)? {
    for place in start..<text.count where starts[Int(text[place])] {
      var node = 0
      var longest: (token: Int, range: Range<Int>)?
      var end = place
      while end < text.count, let next = edges[node << 8 | Int(text[end])] {
        node = next
        end += 1
        if let token = ends[node] { longest = (token, place..<end) }
      }
      if let longest { return longest }
    }
    return nil
  }

  private func standsAlone(_ range: Range<Int>, in text: Span<UInt8>) -> Bool {
    if range.lowerBound > 0 {
      let before = text.codePoint(at: Self.start(before: range.lowerBound, in: text)).code
      if Unicode.Scalar(before)?.isWord == true { return false }
    }
    if range.upperBound < text.count {
      let behind = text.codePoint(at: range.upperBound).code
      if Unicode.Scalar(behind)?.isWord == true { return false }
    }
    return true
  }

  private static func startOfSpaces(before place: Int, in text: Span<UInt8>) -> Int {
    var place = place
    while place > 0 {
      let start = start(before: place, in: text)
      guard isSpace(text.codePoint(at: start).code) else { break }
      place = start
    }
    return place
  }

  private static func endOfSpaces(from place: Int, in text: Span<UInt8>) -> Int {
    var place = place
    while place < text.count {
      let (code, next) = text.codePoint(at: place)
      guard isSpace(code) else { break }
      place = next
    }
    return place
  }

  /// Where the character that ends at `place` starts.
  private static func start(before place: Int, in text: Span<UInt8>) -> Int {
    var start = place - 1
    while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
    return start
  }

  private static func isSpace(_ code: UInt32) -> Bool {
    Unicode.Scalar(code)?.properties.isWhitespace == true
  }
}
