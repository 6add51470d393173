/// How a picture can be shown in a terminal.
public enum GraphicsProtocol: String, Sendable, CaseIterable {
  /// Pictures by kitty's protocol (kitty, Ghostty, partly WezTerm and Konsole).
  case kitty
  /// Pictures by iTerm2's protocol (iTerm2, WezTerm, VS Code).
  case iterm
  /// Pictures in DEC's six-row bands (foot, mlterm, xterm, tmux that was built so).
  case sixel
  /// Characters in colour: half a cell or more for each value.
  case blocks
  /// Characters from light to dark, and numbers.
  case ascii
  /// No picture at all.
  case off

  /// Whether it shows pixels, not characters.
  public var showsPixels: Bool { self == .kitty || self == .iterm || self == .sixel }
}
