public import Tensors

/// A number that says how much a head does one thing.
public struct HeadScore: Sendable {
  /// What it is called, in `rank --by` and `stat --by`.
  public let name: String

  /// What a head of a high score does, in one line.
  public let summary: String

  /// How the number comes about, for `help scores`.
  public let definition: String

  private let body: Body

  private enum Body: Sendable {
    case mean(@Sendable (ScoreRow) -> Double?)
    case whole(@Sendable (Tensor) throws -> Double?)
  }

  /// Defines a score as the mean of what rows give, over all queries but the first that have a value: under a
  /// causal mask the first sees itself alone.
  public init(
    name: String, summary: String, definition: String,
    meanOf row: @escaping @Sendable (ScoreRow) -> Double?
  ) {
    self.init(name: name, summary: summary, definition: definition, body: .mean(row))
  }

  /// A score by the whole pattern, `[query, key]`.
  public static func ofPattern(
    name: String, summary: String, definition: String,
    _ value: @escaping @Sendable (Tensor) throws -> Double?
  ) -> HeadScore {
    HeadScore(name: name, summary: summary, definition: definition, body: .whole(value))
  }

  private init(name: String, summary: String, definition: String, body: Body) {
    (self.name, self.summary, self.definition, self.body) = (name, summary, definition, body)
  }

  /// The scores of one head on one prompt, in one sweep over its rows; nil where the prompt has no place that a
  /// score is about.
  ///
  /// - Throws: What a score's own code throws, `CancellationError` once `isCancelled` says so.
  public static func values(
    _ scores: [HeadScore], of input: ScoreInput, until isCancelled: () -> Bool = { false }
  ) throws -> [Double?] {
    var means = [(sum: Double, count: Int)](repeating: (0, 0), count: scores.count)
    if scores.contains(where: \.isMean) {
      try input.forEachRow(until: isCancelled) { row in
        guard row.query > 0 else { return }
        for index in scores.indices {
          if case .mean(let value) = scores[index].body, let value = value(row) {
            means[index].sum += value
            means[index].count += 1
          }
        }
      }
    }
    return try scores.indices.map { index in
      if case .whole(let value) = scores[index].body { return try value(input.pattern) }
      let mean = means[index]
      return mean.count == 0 ? nil : mean.sum / Double(mean.count)
    }
  }

  private var isMean: Bool {
    if case .mean = body { true } else { false }
  }
}
