import Foundation
import Terminal

/// A program of the system that runs beside the shell, for `!text` and `|! text`.
struct ExternalProgram {
  /// Where its standard input is written to; -1 without.
  let input: Int32
  private let text: String
  private let process: pid_t

  init(_ text: String, takesInput: Bool, _ session: Session) throws {
    throw ShellError(.failed, "programs of the system can't be run yet: '\(text)'")
  }

  /// Whether a folder of `PATH` has a program of this name.
  static func exists(_ name: String) -> Bool {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return !name.contains("/")
      && path.split(separator: ":").contains { folder in
        FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)")
      }
  }

  func wait() throws -> Int32 { 0 }

  /// Waits for its end.
  ///
  /// - Throws: `ShellError` where it fails.
  func finish() throws {}
}
