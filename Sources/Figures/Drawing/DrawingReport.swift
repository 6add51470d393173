/// What became of the figures of a drawing; each function counts once for each head and prompt.
public struct DrawingReport: Equatable, Sendable {
  /// How many were to be drawn.
  public let total: Int

  /// How many were drawn and written.
  public var drawn = 0

  /// How many existed already.
  public var skipped = 0

  /// How many failed; the message is in a file where the figure would be.
  public var failed = 0

  /// The first failure: the function, the prompt, the head and the message.
  public var firstFailure: String?

  /// The problems of patterns that could not be read, each once.
  public var problems: [String] = []

  /// How many were not drawn because their patterns could not be read.
  public var missing = 0

  /// Whether it was stopped before all were done.
  public var isCancelled = false

  /// How many are dealt with, in whatever way.
  public var done: Int { drawn + skipped + failed + missing }

  /// Makes a report for so many figures, none done yet.
  public init(total: Int) { self.total = total }

  /// Adds the counts of another report.
  public mutating func add(_ part: DrawingReport) {
    drawn += part.drawn
    skipped += part.skipped
    failed += part.failed
    missing += part.missing
    firstFailure = firstFailure ?? part.firstFailure
    for problem in part.problems where !problems.contains(problem) { problems.append(problem) }
  }
}
