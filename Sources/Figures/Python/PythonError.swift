/// Why a Python module can't be loaded, or one of its functions drew nothing.
public struct PythonError: Error, Equatable, CustomStringConvertible {
  /// What happened and where, in one sentence.
  public let description: String

  /// Python's own account with the calls that led there, on several lines, or what the process wrote
  /// before it ended; empty if there is none.
  public let traceback: String

  init(_ problem: String, traceback: String = "") {
    (description, self.traceback) = (problem, traceback)
  }
}
