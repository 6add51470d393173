/// Why the text of a selection of heads or tokens is wrong, and where in it.
public struct SelectionError: Error, Equatable {
  /// The whole text that was given.
  public let text: String

  /// The characters of `text` that are wrong; where something is missing, the place of it.
  public let range: Range<Int>

  /// What is wrong there, and what is allowed, without a full stop.
  public let problem: String

  init(_ text: String, _ range: Range<Int>, _ problem: String) {
    (self.text, self.range, self.problem) = (text, range, problem)
  }
}

extension SelectionError: CustomStringConvertible {
  /// The bad part in quotes and what is wrong with it.
  public var description: String { problem }
}
