/// Why a model was not found or not downloaded: one sentence for a person.
public struct HubError: Error, Equatable, CustomStringConvertible {
  /// What went wrong.
  public enum Kind: Sendable {
    /// There is no such model, repository, revision or file.
    case notFound
    /// The repository is there and needs a token, or consent to its terms.
    case notAllowed
    /// The server or the way to it failed; trying again may help.
    case network
    /// No connection to the server was made: its address may be wrong.
    case unreachable
    /// What came is not what the server said would come.
    case damaged
    /// `HF_HUB_OFFLINE` forbids downloads.
    case offline
    /// The user ended it; what came so far is kept for the next time.
    case cancelled
    /// Files cannot be written, or a setting is not understood.
    case failed
  }

  /// What went wrong.
  public let kind: Kind

  /// What was found and what can be done.
  public let description: String

  /// Makes an error of a sentence without a full stop.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
