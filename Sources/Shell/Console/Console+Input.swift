import Activations
import Files
import Workspace

extension Console {
  /// All bytes of a file or pipe that a command names, or of standard input for `-`.
  ///
  /// Ctrl-C ends the waiting.
  ///
  /// - Throws: `ShellError` where standard input is another's; `FormatError`, `CancellationError`.
  func input(_ path: String) throws -> [UInt8] {
    if ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"].contains(path), let owner = inputOwner {
      throw ShellError(.failed, "'\(path)' can't be read here: standard input is \(owner)")
    }
    return try readInput(path, isCancelled: isCancelled)
  }

  /// The prompts of a file, or of standard input for `-`.
  ///
  /// - Throws: What `input` does.
  func promptFile(_ path: String) throws -> PromptFile {
    try PromptFile(read: try input(path), path: path == "-" ? "stdin" : path)
  }

  /// Whose standard input is, where it is not the running command's.
  private var inputOwner: String? {
    if client != nil { return "the shell's own" }
    if job != nil && isInteractive { return "the prompt's" }
    return readsCommandsFromInput ? "where the commands come from" : nil
  }
}
