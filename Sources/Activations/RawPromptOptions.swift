/// How raw prompts are cut and filtered; defaults are those of pattern_lens's command.
public struct RawPromptOptions: Equatable, Sendable {
  /// The least number of code points that a prompt may have; 0 for no limit.
  public let minimumLength: Int

  /// The number of code points at which a prompt is cut, at least 1; nil for no limit.
  public let maximumLength: Int?

  /// Whether the order is shuffled before the first `limit` are taken.
  public let shuffles: Bool

  /// The seed of the shuffled order; nil for another order each time.
  public let seed: UInt64?

  /// How many prompts are kept at most; nil for all.
  public let limit: Int?

  /// Chooses the options; a maximum below 1 counts as 1, negative numbers as 0.
  public init(
    minimumLength: Int = 100, maximumLength: Int? = 1000, shuffles: Bool = false,
    seed: UInt64? = nil, limit: Int? = nil
  ) {
    self.minimumLength = max(minimumLength, 0)
    self.maximumLength = maximumLength.map { max($0, 1) }
    self.shuffles = shuffles
    self.seed = seed
    self.limit = limit.map { max($0, 0) }
  }
}
