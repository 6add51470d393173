public import Activations

/// Scores of heads on several prompts.
public struct ScoreTable: Sendable {
  /// The heads, in order.
  public let heads: [Head]

  /// The scores, in the order in which they were asked for.
  public let scores: [HeadScore]

  private let prompts: Int
  private let values: [Double?]  // [prompt, head, score]

  /// Makes a table of values `[prompt, head, score]`; nil where a score is not defined on a prompt.
  public init(heads: [Head], scores: [HeadScore], prompts: Int, values: [Double?]) {
    precondition(values.count == prompts * heads.count * scores.count, "\(values.count) values")
    (self.heads, self.scores, self.prompts, self.values) = (heads, scores, prompts, values)
  }

  /// The same heads' scores on these prompts and then on those of `other`.
  public func appending(_ other: ScoreTable) -> ScoreTable {
    ScoreTable(
      heads: heads, scores: scores, prompts: prompts + other.prompts, values: values + other.values)
  }

  /// A score's mean over prompts and how far it spreads.
  public struct Summary: Equatable, Sendable {
    /// The mean over the prompts that have the score.
    public let mean: Double

    /// The standard deviation over them, with n - 1 below the root; nil for a single prompt.
    public let deviation: Double?

    /// The number of those prompts.
    public let count: Int
  }

  /// The value for a prompt, head and score, each by its index; nil if the score is not defined on
  /// the prompt.
  public func value(prompt: Int, head: Int, score: Int) -> Double? {
    values[(prompt * heads.count + head) * scores.count + score]
  }

  /// A score of a head over all prompts; nil where none has it.
  public func summary(head: Int, score: Int) -> Summary? {
    let known = (0..<prompts).compactMap { value(prompt: $0, head: head, score: score) }
    guard !known.isEmpty else { return nil }
    let count = Double(known.count)
    let mean = known.reduce(0, +) / count
    let squares = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return Summary(
      mean: mean, deviation: known.count > 1 ? (squares / (count - 1)).squareRoot() : nil,
      count: known.count)
  }

  /// Indices of the heads, the highest mean of a score first; heads without the score are left out.
  public func ranking(by score: Int) -> [(head: Int, summary: Summary)] {
    heads.indices.compactMap { head in summary(head: head, score: score).map { (head, $0) } }
      .sorted { ($0.1.mean, $1.0) > ($1.1.mean, $0.0) }
  }
}
