/// A request that can't be met: one sentence that says what was found and what is allowed.
public struct CausalError: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// Says `description`.
  public init(_ description: String) { self.description = description }
}
