/// Commands joined by `|`, and where the last result goes.
public struct Pipeline: Equatable, Sendable {
  /// The commands, at least one.
  public let commands: [Command]
  /// `|! text`: a program of the system that reads the last result.
  public let program: ShellText?
  /// `> FILE` or `>> FILE`.
  public let redirection: Redirection?
  /// Where it stands.
  public let span: SourceSpan

  /// Makes a pipeline that was not typed.
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
  /// Whether results are appended (`>>`) instead of replacing the file.
  public let appends: Bool
}

/// A command as it was written: its name, operands and options.
public struct Command: Equatable, Sendable {
  /// The words as written, at least one: the command's name comes first.
  public let words: [Word]
  /// Where it stands.
  public let span: SourceSpan

  /// Makes a command of words, at least one.
  package init(words: [Word], span: SourceSpan) { (self.words, self.span) = (words, span) }

  /// The first word; it may be a variable, whose value is then shown.
  public var verb: Word { words[0] }

  /// What follows the verb.
  public var arguments: ArraySlice<Word> { words.dropFirst() }
}
