/// A number that says how much a head does one thing.
public struct HeadScore: Sendable {
  /// What it is called, in `rank --by` and `stat --by`.
  public let name: String

  /// What a head of a high score does, in one line.
  public let summary: String

  /// How the number comes about, for `help scores`.
  public let definition: String

  private let body: @Sendable (ScoreInput) throws -> Double?

  /// Defines a score.
  public init(
    name: String, summary: String, definition: String,
    _ body: @escaping @Sendable (ScoreInput) throws -> Double?
  ) {
    (self.name, self.summary, self.definition) = (name, summary, definition)
    self.body = body
  }

  /// The score of one head on one prompt; nil where the prompt has no place that it is about.
  ///
  /// - Throws: What the score's own code throws.
  public func callAsFunction(_ input: ScoreInput) throws -> Double? { try body(input) }
}
