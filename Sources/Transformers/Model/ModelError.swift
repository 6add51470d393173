import Files

/// A model that can't be opened or run as asked.
public struct ModelError: Error, Equatable, CustomStringConvertible {
  /// What went wrong, for exit statuses.
  public enum Kind: Sendable {
    /// There is no such model.
    case notFound
    /// The files are there but wrong or not supported.
    case badFile
    /// The model is fine but what is asked of it is not.
    case badRequest
  }

  /// What went wrong.
  public let kind: Kind
  /// One sentence: what was found, what is allowed, where.
  public let description: String

  init(_ kind: Kind, _ description: String) {
    (self.kind, self.description) = (kind, bounded(description))
  }
}
