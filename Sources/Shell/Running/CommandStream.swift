import Files
import Language
import Terminal
import Workspace

extension Interpreter {
  /// Runs the commands of standard input: each as soon as it is there, where it is no file.
  ///
  /// A program at the other end of two pipes, or a person whose results go elsewhere, has the
  /// answer to a command before the next is written.
  ///
  /// - Throws: `CommandFailure`, `ShellError` where it can't be read, `OutputError`.
  func runStandardInput(in workspace: inout Workspace, for console: Console) throws {
    var reading = console
    reading.readsCommandsFromInput = true
    if isRegularFile(0) {
      return try run(try sourceText("-", console), in: &workspace, for: reading)
    }
    let reader = PlainReader(showsPrompt: false)
    var line = 1
    var firstFailure: CommandFailure?
    while console.exitStatus == nil {
      let input = reader.readCommand(
        prompt: "", continuation: TypedText.continuation)
      if let problem = reader.problem {
        throw ShellError(.badFile, "standard input \(problem)")
      }
      guard case .line(var text) = input else {
        if input == .interrupted { throw CommandFailure(text: "cancelled", status: .cancelled) }
        break
      }
      // The byte order mark that some editors put first.
      if line == 1, text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
      let source = SourceText(name: "stdin", text: text, includedFrom: callers, firstLine: line)
      line += text.utf8.count { $0 == UInt8(ascii: "\n") } + 1
      do {
        try run(source, in: &workspace, for: reading)
        try console.output.flush()
      } catch let failure as CommandFailure
        where failure.status != .cancelled && workspace.settings["on-error"] == "continue"
      {
        if !failure.text.isEmpty { console.notice(failure.text) }
        firstFailure = firstFailure ?? CommandFailure(text: "", status: failure.status)
      } catch OutputError.closed where reader.hasMore {
        throw Self.unread(after: source, source.text.utf8.count)
      }
    }
    if let firstFailure { throw firstFailure }
  }

  /// What a script fails with whose results nobody reads any more, where commands are left that
  /// were not run.
  static func unread(after source: SourceText, _ offset: Int) -> CommandFailure {
    let line = source.location(of: offset).line
    return CommandFailure(
      text: "\(source.name.map { "\($0): " } ?? "")nobody reads the results any more: "
        + "what follows line \(line) was not run", status: .failed)
  }
}
