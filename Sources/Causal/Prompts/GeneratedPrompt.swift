/// A prompt made by a template, with its right and wrong answers and a corrupted version.
public struct GeneratedPrompt: Equatable, Sendable {
  /// The text.
  public let text: String
  /// The ids of its tokens, without special ones around them.
  public let tokens: [Int]
  /// The corrupted prompt: as many tokens, but the answer does not follow from it; nil for none.
  public var corrupt: String?
  /// The right answers; empty if the prompt asks nothing.
  public var answers: [Int] = []
  /// The wrong answers.
  public var against: [Int] = []
}
