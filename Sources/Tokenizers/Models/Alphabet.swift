/// The byte-level alphabet of GPT-2: every byte as a visible character, a space as `Ġ`, a line feed
/// as `Ċ`.
enum Alphabet {
  /// The character of each byte: 33-126, 161-172 and 174-255 stand for themselves, the others
  /// follow U+0100.
  static let characters: [Unicode.Scalar] = {
    var next: UInt32 = 0x100
    return (0...255).map { (byte: UInt32) in
      let isVisible = (33...126).contains(byte) || (161...172).contains(byte) || byte >= 174
      if !isVisible { next += 1 }
      return Unicode.Scalar(isVisible ? byte : next - 1) ?? " "
    }
  }()

  /// The byte of each character.
  static let bytes: [Unicode.Scalar: UInt8] = Dictionary(
    uniqueKeysWithValues: zip(characters, UInt8.min...UInt8.max))

  /// The UTF-8 of each byte's character; where it is one byte, the second is 0.
  private static let utf8: [(UInt8, UInt8)] = characters.map { character in
    let bytes = Array(String(character).utf8)
    return (bytes[0], bytes.count > 1 ? bytes[1] : 0)
  }

  /// Replaces each byte of `text` by its character, and moves `pieces` along.
  static func spell(_ text: AlignedText, _ pieces: inout [Range<Int>]) -> AlignedText {
    var result = AlignedText(
      isTracked: text.isTracked, originalCount: text.originalCount,
      capacity: text.count + text.count / 2)
    let utf8 = utf8
    for index in pieces.indices {
      let start = result.count
      for place in pieces[index] {
        let (first, second) = utf8[Int(text.bytes[place])]
        result.bytes.append(first)
        if second != 0 { result.bytes.append(second) }
        if text.isTracked {
          while result.origins.count < result.count { result.origins.append(text.origins[place]) }
        }
      }
      pieces[index] = start..<result.count
    }
    return result
  }

  /// The bytes that `token` spells, or those of its UTF-8 if it holds anything but the alphabet.
  static func read(_ token: String) -> [UInt8] {
    var result: [UInt8] = []
    for character in token.unicodeScalars {
      guard let byte = bytes[character] else { return Array(token.utf8) }
      result.append(byte)
    }
    return result
  }
}
