/// What became of the figures that were to be drawn; a function counts once a head and prompt.
public struct DrawingReport: Equatable, Sendable {
  /// How many were to be drawn.
  public let total: Int

  /// How many were drawn and written.
  public var drawn = 0

  /// How many were there before.
  public var skipped = 0

  /// How many a function could not draw, which is said in a file beside where they would be.
  public var failed = 0

  /// The first of those: the function, the prompt, the head and why.
  public var firstFailure: String?

  /// What is wrong with the patterns of prompts that were passed over, each problem once.
  public var problems: [String] = []

  /// How many belong to prompts or layers that were passed over.
  public var missing = 0

  /// Whether it was stopped before all were done.
  public var isCancelled = false

  /// How many are done with, in whatever way.
  public var done: Int { drawn + skipped + failed + missing }

  /// A report on nothing done yet.
  public init(total: Int) { self.total = total }

  /// Adds what became of some of the figures.
  public mutating func add(_ part: DrawingReport) {
    drawn += part.drawn
    skipped += part.skipped
    failed += part.failed
    missing += part.missing
    firstFailure = firstFailure ?? part.firstFailure
    for problem in part.problems where !problems.contains(problem) { problems.append(problem) }
  }
}
