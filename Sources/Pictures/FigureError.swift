/// Why a figure cannot be made: one sentence without a full stop.
public struct FigureError: Error, Equatable, CustomStringConvertible {
  /// What was found and what is allowed.
  public let description: String

  /// Makes an error of this sentence.
  public init(_ problem: String) { description = problem }
}
