/// Why the text of a selection (of heads or tokens) was not understood, and where in it.
public struct SelectionError: Error, Equatable {
  /// The whole text that was given.
  public let text: String

  /// The bad part of `text`, in characters from its start; at least the place where something is
  /// missing.
  public let range: Range<Int>

  /// What is wrong there and what is allowed, a sentence without a full stop.
  public let problem: String

  init(_ text: String, _ range: Range<Int>, _ problem: String) {
    (self.text, self.range, self.problem) = (text, range, problem)
  }
}

extension SelectionError: CustomStringConvertible {
  /// The bad part in quotes and what is wrong with it.
  public var description: String { problem }
}
