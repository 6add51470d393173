public import Activations
public import Tensors

/// A survey's folder that a viewer shows, and what makes patterns of its texts.
public struct SurveySource: Sendable {
  /// A text's pattern, made now.
  public struct Made: Sendable {
    /// The tokens at both sides.
    public let tokens: [String]
    /// `[query, key]`.
    public let pattern: Tensor
    /// What the score is of this pattern; nil where it has none.
    public let value: Double?

    /// Puts them together.
    public init(tokens: [String], pattern: Tensor, value: Double?) {
      (self.tokens, self.pattern, self.value) = (tokens, pattern, value)
    }
  }

  /// Runs a model on a text; throws `CancellationError` once `isCancelled` says so.
  public typealias Make =
    @Sendable (
      _ text: String, _ head: Head, _ score: String, _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> Made

  /// Where the folder is.
  public let path: String
  /// Runs the survey's model; nil where it is not there.
  public let make: Make?
  /// Whether the page may have it run now.
  public let isAllowed: @Sendable () -> Bool
  /// Why no pattern can be made, for a reader.
  public let note: String?

  /// Names a folder.
  public init(
    path: String, note: String?, isAllowed: @escaping @Sendable () -> Bool = { true }, make: Make?
  ) {
    (self.path, self.note, self.isAllowed, self.make) = (path, note, isAllowed, make)
  }
}
