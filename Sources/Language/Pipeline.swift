/// Commands whose results go from one to the next, and where the last result goes.
public struct Pipeline: Equatable, Sendable {
  /// The commands, at least one.
  public let commands: [Command]
  /// `|! text`: a program of the system that reads the last result.
  public let program: ShellText?
  /// `> FILE` or `>> FILE`.
  public let redirection: Redirection?
  /// Where it stands.
  public let span: SourceSpan

  /// Puts together a pipeline that was not typed as one.
  package init(
    commands: [Command], program: ShellText?, redirection: Redirection?, span: SourceSpan
  ) {
    (self.commands, self.program) = (commands, program)
    (self.redirection, self.span) = (redirection, span)
  }
}

/// Where results go instead of the terminal.
public struct Redirection: Equatable, Sendable {
  /// The file.
  public let file: Word
  /// Whether they go to its end, leaving what is there.
  public let appends: Bool
}

/// A verb and what it is told.
public struct Command: Equatable, Sendable {
  /// The verb, its operands and options, as written: at least the verb.
  public let words: [Word]
  /// Where it stands.
  public let span: SourceSpan

  /// Puts together a command; `words` has at least the verb.
  package init(words: [Word], span: SourceSpan) { (self.words, self.span) = (words, span) }

  /// The first word; it may be a variable, whose value is then shown.
  public var verb: Word { words[0] }

  /// What follows the verb.
  public var arguments: ArraySlice<Word> { words.dropFirst() }
}
