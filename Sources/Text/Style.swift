/// Colours text with escape sequences, and leaves it as it is where there is no colour.
///
/// ```swift
/// let style = Style(depth: .sixteen)
/// style("error:", .bold, .red)    // "\u{1B}[1;31merror:\u{1B}[0m"
/// ```
public struct Style: Equatable, Sendable {
  /// How many colours may be used.
  public let depth: ColorDepth

  /// A style that writes up to `depth`.
  public init(depth: ColorDepth) { self.depth = depth }

  /// A style that never writes an escape sequence.
  public static let plain = Style(depth: .none)

  /// Colours and weights of text.
  public enum Attribute: Equatable, Sendable {
    case bold
    case dim
    case italic
    case underline
    case reverse
    case foreground(Color)
    case background(Color)

    /// Red letters.
    public static let red = Attribute.foreground(.red)
    /// Green letters.
    public static let green = Attribute.foreground(.green)
    /// Yellow letters.
    public static let yellow = Attribute.foreground(.yellow)
    /// Blue letters.
    public static let blue = Attribute.foreground(.blue)
    /// Magenta letters.
    public static let magenta = Attribute.foreground(.magenta)
    /// Cyan letters.
    public static let cyan = Attribute.foreground(.cyan)
  }

  /// `text` with `attributes`, and all of them off after it.
  public func callAsFunction(_ text: String, _ attributes: Attribute...) -> String {
    let start = sequence(attributes)
    return start.isEmpty || text.isEmpty ? text : start + text + reset
  }

  /// The escape sequence that turns `attributes` on; empty without colour.
  public func sequence(_ attributes: [Attribute]) -> String {
    if depth == .none || attributes.isEmpty { return "" }
    return "\u{1B}[" + attributes.map(parameter).joined(separator: ";") + "m"
  }

  /// The escape sequence that turns all attributes off; empty without colour.
  public var reset: String { depth == .none ? "" : "\u{1B}[0m" }

  private func parameter(of attribute: Attribute) -> String {
    switch attribute {
    case .bold: "1"
    case .dim: "2"
    case .italic: "3"
    case .underline: "4"
    case .reverse: "7"
    case .foreground(let color): color.parameter(at: depth, base: 30)
    case .background(let color): color.parameter(at: depth, base: 40)
    }
  }
}
