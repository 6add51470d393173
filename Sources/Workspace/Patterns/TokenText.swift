import Activations

/// The text that strings of a vocabulary stand for.
package enum TokenText {
  /// GPT-2's stand-ins for bytes that are no printable characters, from U+0100 on.
  private static let bytes: [Unicode.Scalar: UInt8] = {
    let printable = Array(0x21...0x7E) + Array(0xA1...0xAC) + Array(0xAE...0xFF)
    let rest = (0...0xFF).filter { !printable.contains($0) }
    let pairs =
      printable.map { ($0, $0) } + rest.enumerated().map { (0x100 + $0.offset, $0.element) }
    return Dictionary(
      uniqueKeysWithValues: pairs.compactMap { code, byte in
        Unicode.Scalar(code).map { ($0, UInt8(byte)) }
      })
  }()

  /// The bytes of a vocabulary's string: of the byte-level alphabet, or UTF-8 with a space for `▁`.
  package static func utf8(_ piece: String) -> [UInt8] {
    let scalars = piece.unicodeScalars
    let decoded = scalars.compactMap { bytes[$0] }
    if decoded.count == scalars.count, scalars.contains(where: { $0.value > 0x7E }) {
      return decoded
    }
    return Array(piece.replacing("\u{2581}", with: " ").utf8)
  }

  /// The text of a vocabulary's string.
  package static func plain(_ piece: String) -> String {
    String(decoding: utf8(piece), as: UTF8.self)
  }

  /// The tokens that a text is.
  ///
  /// One alone, or several in a row that make it; where there are none, those that hold it, as in a slice. It may also be a vocabulary's string as that is stored.
  package static func places(of text: String, in labels: [String]) -> Set<Int> {
    let wanted = Array(text.utf8)
    let pieces = labels.map(utf8)
    var exact = Set(labels.indices.filter { labels[$0] == text })
    for start in labels.indices {
      var (end, bytes) = (start, [UInt8]())
      while end < labels.count, bytes.count < wanted.count {
        bytes += pieces[end]
        end += 1
      }
      if bytes == wanted, !wanted.isEmpty { exact.formUnion(start..<end) }
    }
    if !exact.isEmpty { return exact }
    var (held, occurrence) = (Set<Int>(), 1)
    while let range = tokens(of: text, occurrence: occurrence, in: labels) {
      held.formUnion(range)
      occurrence += 1
    }
    return held
  }

  /// The tokens that hold an occurrence of `text`, the first one being number 1.
  package static func tokens(of text: String, occurrence: Int, in labels: [String]) -> Range<Int>? {
    let wanted = Array(text.utf8)
    guard !wanted.isEmpty, occurrence > 0 else { return nil }
    var all: [UInt8] = []
    var owners: [Int] = []
    for (token, label) in labels.enumerated() {
      let bytes = utf8(label)
      all += bytes
      owners += repeatElement(token, count: bytes.count)
    }
    var found = 0
    var start = 0
    while start + wanted.count <= all.count {
      if all[start..<start + wanted.count].elementsEqual(wanted) {
        found += 1
        if found == occurrence { return owners[start]..<owners[start + wanted.count - 1] + 1 }
        start += wanted.count
      } else {
        start += 1
      }
    }
    return nil
  }
}
