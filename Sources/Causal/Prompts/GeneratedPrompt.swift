/// A prompt that was made for a question: what is asked, of whom, and a corruption of the same length where there is one.
public struct GeneratedPrompt: Equatable, Sendable {
  /// The text.
  public let text: String
  /// The ids of its tokens, without special ones around them.
  public let tokens: [Int]
  /// A text of as many tokens from which the answer does not follow; nil where there is none.
  public var corrupt: String?
  /// The tokens that are right at the end; none where nothing is asked.
  public var answers: [Int] = []
  /// The tokens that are wrong there.
  public var against: [Int] = []
}
