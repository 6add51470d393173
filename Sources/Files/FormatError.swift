/// Why a file cannot be read or written: one sentence about one path.
public struct FormatError: Error, Equatable, CustomStringConvertible {
  /// The file or folder, as it was given.
  public let path: String

  /// What was found and what is allowed, without the path.
  public let problem: String

  /// Whether the problem came up while writing, as on a full disk, and not while reading.
  public let isAboutWriting: Bool

  /// Describes a problem with the file or folder at `path`.
  public init(path: String, problem: String, isAboutWriting: Bool = false) {
    self.path = path
    self.problem = bounded(problem)
    self.isAboutWriting = isAboutWriting
  }

  /// An error that came up with the file or folder at `path`, unless it says itself with which.
  package init(_ error: any Error, at path: String) {
    self = error as? FormatError ?? FormatError(path: path, problem: "\(error)")
  }

  /// The path, a colon, and the problem.
  public var description: String { "\(path): \(problem)" }
}
