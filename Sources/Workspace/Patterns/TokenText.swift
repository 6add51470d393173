import Text

/// Finds text among tokens given as strings of a vocabulary.
package enum TokenText {
  /// The bytes of a vocabulary's string: of the byte-level alphabet, or UTF-8 with a space for `▁`.
  package static func utf8(_ piece: String) -> [UInt8] {
    if piece.unicodeScalars.contains(where: { $0.value > 0x7E }), let bytes = byteLevelBytes(piece)
    {
      return bytes
    }
    return Array(piece.replacing("\u{2581}", with: " ").utf8)
  }

  /// The text of a vocabulary's string.
  package static func plain(_ piece: String) -> String {
    String(decoding: utf8(piece), as: UTF8.self)
  }

  /// The places of the tokens that spell a text.
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

  /// The range of tokens that holds the `number`th occurrence of `text`, counted from 1.
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
