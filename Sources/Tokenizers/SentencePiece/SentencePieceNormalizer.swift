/// What SentencePiece does to a text before it looks for pieces: characters by a table, spaces to
/// `▁`.
struct SentencePieceNormalizer: Sendable {
  /// Which characters are rewritten.
  var charsmap: Charsmap?

  /// Whether a space is put before the text.
  var addsPrefix = true

  /// Whether spaces at the ends go and runs of them become one.
  var removesExtraSpaces = true

  private static let space = "\u{2581}" as Unicode.Scalar

  /// The normalised `text`.
  func normalize(_ text: AlignedText) -> AlignedText {
    let text = charsmap?.normalizeLongest(text) ?? text
    var end = text.count
    if removesExtraSpaces { while end > 0, text.bytes[end - 1] == 0x20 { end -= 1 } }
    var result = text.emptied(capacity: text.count + text.count / 2 + 3)
    guard end > 0 else { return result }
    if addsPrefix && text.startsOriginal { result.append(Self.space, from: text, at: 0) }
    var isAfterSpace = removesExtraSpaces
    var start = 0
    for place in 0..<end where text.bytes[place] == 0x20 {
      if start < place {
        result.append(text, start..<place)
        isAfterSpace = false
      }
      start = place + 1
      if !isAfterSpace { result.append(Self.space, from: text, at: place) }
      isAfterSpace = removesExtraSpaces
    }
    result.append(text, start..<end)
    return result
  }
}
