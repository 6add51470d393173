internal import Formats
internal import Foundation

/// SentencePiece's table of strings and what they are rewritten to, such as NFKC with white space
/// unified.
///
/// A double array of 32-bit units (Darts-clone) finds strings of UTF-8; their values are places in
/// a list of strings that end with a zero byte.
/// https://github.com/google/sentencepiece/blob/master/src/normalizer.cc
struct Charsmap: Sendable {
  private let units: [UInt32]
  private let strings: [UInt8]

  /// Reads the size of the array in bytes, the array, and the strings.
  init(_ bytes: some Collection<UInt8>) throws {
    let bytes = Array(bytes)
    func number(_ place: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << UInt32(8 * $1) }
    }
    guard bytes.count >= 4, case let size = Int(number(0)), size.isMultiple(of: 4), size > 0,
      size <= bytes.count - 4
    else {
      throw TokenizerError.invalid(
        "the table of characters has no array of its \(bytes.count) bytes")
    }
    units = stride(from: 4, to: 4 + size, by: 4).map(number)
    strings = Array(bytes[(4 + size)...])
  }

  /// Reads the `precompiled_charsmap` of a tokenizer.json, which is Base64.
  init(_ json: JSON) throws {
    guard let bytes = Data(base64Encoded: try json.string("precompiled_charsmap")) else {
      throw TokenizerError.invalid("'precompiled_charsmap' is not Base64")
    }
    try self.init(bytes)
  }

  /// Rewrites as Hugging Face's library does: each short grapheme as a whole, else each of its
  /// characters.
  func normalizeGraphemes(_ text: AlignedText) -> AlignedText {
    var result = text.emptied(capacity: text.count)
    var place = 0
    for grapheme in String(decoding: text.bytes, as: UTF8.self) {
      let end = min(place + grapheme.utf8.count, text.count)
      if end - place < 6, let match = matches(text.bytes, place..<end).first {
        append(match.value, to: &result, for: text, at: place)
      } else {
        var start = place
        while start < end {
          let next = min(text.bytes.span.codePoint(at: start).next, end)
          if let match = matches(text.bytes, start..<next).first {
            append(match.value, to: &result, for: text, at: start)
          } else {
            result.append(text, start..<next)
          }
          start = next
        }
      }
      place = end
    }
    return result
  }

  /// Rewrites as SentencePiece does: the longest string of the table at each place.
  func normalizeLongest(_ text: AlignedText) -> AlignedText {
    var result = text.emptied(capacity: text.count)
    var start = 0
    while start < text.count {
      if let match = matches(text.bytes, start..<text.count).last {
        append(match.value, to: &result, for: text, at: start)
        start = match.end
      } else {
        let next = min(text.bytes.span.codePoint(at: start).next, text.count)
        result.append(text, start..<next)
        start = next
      }
    }
    return result
  }

  /// The table's strings with which the part `range` of `text` begins, shorter ones first.
  private func matches(_ text: [UInt8], _ range: Range<Int>) -> [(value: Int, end: Int)] {
    var found: [(value: Int, end: Int)] = []
    var node = 0
    guard follow(&node, units[0]) else { return [] }
    for place in range {
      let byte = text[place]
      node ^= Int(byte)
      guard byte != 0, node < units.count, units[node] & 0x8000_00FF == UInt32(byte) else { break }
      let unit = units[node]
      guard follow(&node, unit) else { break }
      if unit >> 8 & 1 == 1 { found.append((Int(units[node] & 0x7FFF_FFFF), place + 1)) }
    }
    return found
  }

  /// Goes to the children of `unit`; false where they lie outside the array.
  private func follow(_ node: inout Int, _ unit: UInt32) -> Bool {
    node ^= Int(unit >> 10) << Int((unit & 0x200) >> 6)
    return node < units.count
  }

  private func append(
    _ value: Int, to result: inout AlignedText, for text: AlignedText, at place: Int
  ) {
    guard value < strings.count else { return }
    let string = strings[value...].prefix { $0 != 0 }
    for scalar in String(decoding: string, as: UTF8.self).unicodeScalars {
      result.append(scalar, from: text, at: place)
    }
  }
}
