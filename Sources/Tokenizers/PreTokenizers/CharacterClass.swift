internal import COniguruma

/// Unicode classes of a code point that the well-known split patterns tell apart, from Oniguruma's
/// tables.
struct CharacterClass: OptionSet {
  let rawValue: UInt8

  /// Letters, `\p{L}`.
  static let letter = CharacterClass(rawValue: 1)
  /// Numbers, `\p{N}`.
  static let number = CharacterClass(rawValue: 2)
  /// White space, `\s`.
  static let space = CharacterClass(rawValue: 4)
  /// What may stand at the head of a cased word, `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`.
  static let head = CharacterClass(rawValue: 8)
  /// What may stand in the tail of a cased word, `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`.
  static let tail = CharacterClass(rawValue: 16)
  /// Line ends, `[\r\n]`.
  static let newline = CharacterClass(rawValue: 32)

  /// The classes of every code point; 1.1 MB of which a text touches only the pages of its scripts.
  static let table: [CharacterClass] = {
    var table = [CharacterClass](repeating: [], count: 0x110000)
    let members: [(CharacterClass, [String])] = [
      (.letter, ["L"]), (.number, ["N"]), (.space, ["Space"]),
      (.head, ["Lu", "Lt", "Lm", "Lo", "M"]), (.tail, ["Ll", "Lm", "Lo", "M"]),
    ]
    for (member, properties) in members {
      for property in properties {
        for range in ranges(of: property) {
          for code in range { table[code].insert(member) }
        }
      }
    }
    table[0x0A].insert(.newline)
    table[0x0D].insert(.newline)
    return table
  }()

  private static func ranges(of property: String) -> [ClosedRange<Int>] {
    unsafe Array(property.utf8).withUnsafeBufferPointer { name in
      guard let start = name.baseAddress,
        let ranges = unsafe plens_onig_ranges(start, start + name.count)
      else { return [] }
      return (0..<Int(unsafe ranges[0])).map { index in
        unsafe Int(ranges[2 * index + 1])...min(Int(ranges[2 * index + 2]), 0x10FFFF)
      }
    }
  }
}
