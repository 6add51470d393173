/// One statement: what stands between two `;` or line ends.
public struct Statement: Equatable, Sendable {
  /// The kinds of statements.
  public enum Body: Equatable, Sendable {
    /// Commands whose results go from one to the next.
    case pipeline(Pipeline)
    /// `!text` for the system's shell.
    case shell(ShellText)
    /// `def NAME(PARAMETERS) = PIPELINE`
    case definition(Definition)
  }

  /// What stands before a pipeline and changes how it runs.
  public enum Modifier: Equatable, Sendable {
    /// A failure does not end the script.
    case `try`
    /// The time it took is told.
    case time
    /// Settings for this statement alone.
    case with([Assignment])
  }

  /// The name that its result is kept under: `let NAME =`.
  public let binding: Name?
  /// `try`, `time` and `with`, in the order in which they were written.
  public let modifiers: [Modifier]
  /// What it does.
  public let body: Body
  /// Whether it runs in the background: `&` stands behind it.
  public let isBackground: Bool
  /// Where it stands.
  public let span: SourceSpan
}

/// `KEY=VALUE` behind `with`.
public struct Assignment: Equatable, Sendable {
  /// The setting's name.
  public let key: Name
  /// Its value.
  public let value: Word
}

/// A command for the system's shell.
public struct ShellText: Equatable, Sendable {
  /// The text behind `!` or `|!`.
  public let text: String
  /// Where it stands, with its `!`.
  public let span: SourceSpan

  /// Makes a command for the system's shell.
  package init(text: String, span: SourceSpan) { (self.text, self.span) = (text, span) }
}

/// A verb of the user's own.
public struct Definition: Equatable, Sendable {
  /// The verb.
  public let name: Name
  /// The names of its operands; without any, `$1` and so on stand for them.
  public let parameters: [Name]
  /// What it does.
  public let body: Pipeline
}
