/// How an npz member is compressed; NumPy and all zip programs read every choice.
public enum Compression: Equatable, Sendable, CustomStringConvertible {
  /// As it is.
  case stored
  /// Deflate with nothing to search: numbers as they are and the zeros that end a row as runs.
  case fast
  /// Deflate by zlib at this level, 1 to 9, with runs as its only matches.
  case level(Int)

  /// The choice that `text` names: `0`, `fast`, or `1` to `9`; nil for another text.
  public init?(_ text: String) {
    switch (text, Int(text)) {
    case ("fast", _): self = .fast
    case ("0", _): self = .stored
    case (_, let level?) where (1...9).contains(level) && text.count == 1: self = .level(level)
    default: return nil
    }
  }

  /// The text that names this choice.
  public var description: String {
    switch self {
    case .stored: "0"
    case .fast: "fast"
    case .level(let level): String(level)
    }
  }
}
