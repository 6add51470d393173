/// A key that can be bound: Ctrl or Alt with a character, or a function key.
public struct Key: Hashable, Sendable, CustomStringConvertible {
  /// Its name, such as `Ctrl-T`, `Alt-H` or `F5`.
  public let description: String
  /// What terminals send for it, in libedit's notation.
  let sequences: [String]

  /// Keys by which one edits, leaves or cancels, whatever else is bound.
  private static let kept: Set<Character> = ["c", "d", "h", "i", "j", "m", "z", "[", "?"]

  /// Codes of the function keys: xterm's and VT220's; F1-F5 have others on xterm and on the
  /// console.
  private static let functionCodes = [11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24]

  /// The key of this name: `ctrl-t`, `^T`, `C-t`, `alt-h`, `M-h`, `f5`, in capitals or not.
  ///
  /// Throws `KeyError` for what is no key, or one that can't be bound.
  public init(_ name: String) throws(KeyError) {
    let lower = name.lowercased()
    let parts = lower.split(separator: "-", maxSplits: 1).map(String.init)
    if lower.count == 2, lower.first == "^" {
      (description, sequences) = try Self.control(lower.last ?? " ", name)
    } else if parts.count == 2, parts[1].count == 1, let character = parts[1].first {
      switch parts[0] {
      case "ctrl", "c": (description, sequences) = try Self.control(character, name)
      case "alt", "m", "meta":
        guard character.isASCII, character.isLetter || character.isNumber else {
          throw Self.unknown(name)
        }
        (description, sequences) = ("Alt-" + character.uppercased(), ["\\e\(character)"])
      default: throw Self.unknown(name)
      }
    } else if lower.first == "f", let number = Int(lower.dropFirst()),
      Self.functionCodes.indices.contains(number - 1)
    {
      var sent = ["\\e[\(Self.functionCodes[number - 1])~"]
      if number <= 4 { sent.append("\\eO" + ["P", "Q", "R", "S"][number - 1]) }
      if number <= 5 { sent.append("\\e[[" + ["A", "B", "C", "D", "E"][number - 1]) }
      (description, sequences) = ("F\(number)", sent)
    } else {
      throw Self.unknown(name)
    }
  }

  private static func control(
    _ character: Character, _ name: String
  ) throws(KeyError) -> (String, [String]) {
    guard !kept.contains(character) else {
      throw KeyError("'\(name)' can't be bound: the shell needs it")
    }
    guard character.isASCII, character.isLetter else { throw unknown(name) }
    return ("Ctrl-" + character.uppercased(), ["^" + character.uppercased()])
  }

  private static func unknown(_ name: String) -> KeyError {
    KeyError("'\(name)' is no key that can be bound: ctrl-a to ctrl-y, alt-a to alt-z, f1 to f12")
  }
}
