/// Why a file cannot be read or written: one sentence about one path.
public struct FormatError: Error, Equatable, CustomStringConvertible {
  /// The file or folder, as it was given.
  public let path: String

  /// What was found and what is allowed, without the path.
  public let problem: String

  /// Describes a problem with the file or folder at `path`.
  public init(path: String, problem: String) {
    self.path = path
    self.problem = problem
  }

  /// The path, a colon, and the problem.
  public var description: String { "\(path): \(problem)" }
}
