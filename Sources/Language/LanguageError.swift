/// What is wrong with a command, and where.
public struct LanguageError: Error, Equatable, CustomStringConvertible {
  /// The stretch of the source text that is wrong, inside that text.
  public let span: SourceSpan
  /// One sentence: what was found and what is allowed.
  public let message: String
  /// Hints: what may have been meant, or what is available.
  public var notes: [String]
  /// Whether the text is only unfinished: a quote, a bracket or a pipe is still open.
  public let isIncomplete: Bool

  /// An error at `span`.
  public init(
    _ span: SourceSpan, _ message: String, notes: [String] = [], isIncomplete: Bool = false
  ) {
    self.span = span
    self.message = message
    self.notes = notes
    self.isIncomplete = isIncomplete
  }

  /// The message and its notes, one a line.
  public var description: String { ([message] + notes).joined(separator: "\n") }
}
