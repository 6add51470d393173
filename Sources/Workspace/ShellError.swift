import Files

/// A command that could not do what was asked: one sentence, and the process's exit status if it ends there.
package struct ShellError: Error, Equatable, CustomStringConvertible {
  /// The exit status, if the process ends by it.
  package let status: Status
  /// What was found and what is allowed.
  package let description: String

  /// Exit statuses, the same for scripts, `-c` and single commands.
  package enum Status: Int32 {
    case success = 0
    /// The command failed.
    case failed = 1
    /// It was not understood.
    case usage = 2
    /// A model, prompt or head that is not there.
    case notFound = 3
    /// A file that is broken.
    case badFile = 4
    /// Ctrl-C.
    case cancelled = 130
  }

  /// Makes an error of a status and a sentence.
  package init(_ status: Status, _ description: String) {
    (self.status, self.description) = (status, description)
  }
}
