/// The smallest piece of a line of commands.
public struct CommandToken: Equatable, Sendable {
  /// The kinds of pieces.
  public enum Kind: Equatable, Sendable {
    case word(Word)
    /// `;` or the end of a line.
    case separator
    /// `|`
    case pipe
    /// `|!` and a command for the system's shell.
    case program(String)
    /// `!` at the start of a statement and a command for the system's shell.
    case shell(String)
    /// `?` at the start of a statement: help.
    case question
    /// `>`, or `>>` if it appends.
    case redirect(appends: Bool)
    /// `&` behind a statement.
    case background
  }

  /// What it is.
  public let kind: Kind
  /// Where it stands.
  public let span: SourceSpan
}
