/// A name in the source text: of a variable, a definition or a parameter.
public struct Name: Hashable, Sendable {
  /// The name, without `$`.
  public let text: String
  /// Where it stands.
  public let span: SourceSpan

  /// A name that stands at `span`.
  public init(_ text: String, span: SourceSpan) {
    self.text = text
    self.span = span
  }

  /// Whether `text` can be a name: a letter or `_`, then letters, digits and `_`, all ASCII.
  public static func isValid(_ text: String) -> Bool {
    guard let first = text.utf8.first, isNameStart(first) else { return false }
    return text.utf8.allSatisfy(isNamePart)
  }
}

func isNameStart(_ byte: UInt8) -> Bool {
  byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A || byte == 0x5F
}

/// Whether a byte is an ASCII digit.
package func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

func isNamePart(_ byte: UInt8) -> Bool { isNameStart(byte) || isDigit(byte) }
