internal import Pictures
public import Tensors

/// A score: a number that says how much a head does a certain thing.
public struct HeadScore: Sendable {
  /// What it is called, in `rank --by` and `stat --by`.
  public let name: String

  /// What a head with a high score does, in one line.
  public let summary: String

  /// The formula, for `help scores`.
  public let definition: String

  /// The name as the name of a column: `offset_2`.
  public var columnName: String {
    name.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.joined(separator: "_")
  }

  /// Refuses scores of which two would be one column of a table, so that one hides the other.
  ///
  /// - Parameters:
  ///   - others: Columns that the table has besides.
  ///   - endings: What a score's further columns end with, such as `_std`.
  /// - Throws: `FigureError` that names the column.
  public static func checkColumns(
    of scores: [HeadScore], beside others: [String], endings: [String]
  ) throws {
    var owners: [String: String?] = Dictionary(uniqueKeysWithValues: others.map { ($0, nil) })
    for score in scores {
      for ending in [""] + endings {
        let column = score.columnName + ending
        guard let owner = owners.updateValue(score.name, forKey: column) else { continue }
        guard let other = owner else {
          throw FigureError(
            "the score '\(score.name)' would be the column '\(column)', which the table has already"
          )
        }
        throw FigureError(
          other == score.name
            ? "the score '\(other)' is asked for twice"
            : "'\(other)' and '\(score.name)' would both be the column '\(column)': ask for one of them"
        )
      }
    }
  }

  private let body: Body

  private enum Body: Sendable {
    case mean(@Sendable (ScoreRow) -> Double?)
    case whole(@Sendable (Tensor) throws -> Double?)
  }

  /// Defines a score as the mean of a value of each row; the first query, which sees only itself
  /// under a causal mask, and rows without a value are left out.
  public init(
    name: String, summary: String, definition: String,
    meanOf row: @escaping @Sendable (ScoreRow) -> Double?
  ) {
    self.init(name: name, summary: summary, definition: definition, body: .mean(row))
  }

  /// Defines a score by a function of the whole pattern, `[query, key]`.
  public static func ofPattern(
    name: String, summary: String, definition: String,
    _ value: @escaping @Sendable (Tensor) throws -> Double?
  ) -> HeadScore {
    HeadScore(name: name, summary: summary, definition: definition, body: .whole(value))
  }

  private init(name: String, summary: String, definition: String, body: Body) {
    (self.name, self.summary, self.definition, self.body) = (name, summary, definition, body)
  }

  /// A score's value on one prompt.
  public struct Measure: Equatable, Sendable {
    /// The number.
    public let value: Double
    /// The query whose row has the largest value, for a score that is a mean over rows.
    public let query: Int?
  }

  /// The scores of one head on one prompt; nil if the prompt has no query that a score is defined
  /// for.
  ///
  /// - Throws: What a score's own code throws, `CancellationError` once `isCancelled` says so.
  public static func values(
    _ scores: [HeadScore], of input: ScoreInput, until isCancelled: () -> Bool = { false }
  ) throws -> [Double?] {
    try measures(scores, of: input, until: isCancelled).map { $0?.value }
  }

  /// The scores of one head on one prompt with the query where each is highest, in one pass over
  /// the rows; nil if the prompt has no query that a score is defined for.
  ///
  /// - Throws: What a score's own code throws, `CancellationError` once `isCancelled` says so.
  public static func measures(
    _ scores: [HeadScore], of input: ScoreInput, until isCancelled: () -> Bool = { false }
  ) throws -> [Measure?] {
    var means = [Mean](repeating: Mean(), count: scores.count)
    if scores.contains(where: \.isMean) {
      try input.forEachRow(until: isCancelled) { row in
        guard row.query > 0 else { return }
        for index in scores.indices {
          if case .mean(let value) = scores[index].body, let value = value(row) {
            means[index].add(value, at: row.query)
          }
        }
      }
    }
    return try scores.indices.map { index in
      if case .whole(let value) = scores[index].body {
        return try value(input.pattern).map { Measure(value: $0, query: nil) }
      }
      return means[index].measure
    }
  }

  private struct Mean {
    private var (sum, count) = (0.0, 0)
    private var peak: (value: Double, query: Int)?

    mutating func add(_ value: Double, at query: Int) {
      sum += value
      count += 1
      if peak.map({ value > $0.value }) ?? true { peak = (value, query) }
    }

    var measure: Measure? {
      count == 0 ? nil : Measure(value: sum / Double(count), query: peak?.query)
    }
  }

  private var isMean: Bool {
    if case .mean = body { true } else { false }
  }
}
