/// What an operand or an option of a command is called, such as `by` for `--by`.
///
/// Commands declare theirs as static members and ask for values by these: a name that is misspelt does not
/// compile.
public struct ArgumentName: Hashable, Sendable {
  /// The name in lower case, without dashes before it.
  public let spelling: String

  /// Declares a name.
  public init(_ spelling: String) { self.spelling = spelling }
}
