/// What a read of one line gave.
public enum LineInput: Equatable, Sendable {
  /// A line without its end; pasted text may hold newlines.
  case line(String)
  /// Ctrl-C: what was typed is given up.
  case interrupted
  /// Ctrl-D on an empty line, or the end of a file.
  case end
}

/// Where the shell's lines come from: a person at a terminal, or a file.
public protocol LineReader: AnyObject {
  /// Whether a person types, with keys to edit the line.
  var isEditing: Bool { get }

  /// Messages to show above the prompt.
  var notices: Notices { get }

  /// What Tab offers; a reader without keys never asks.
  var completer: Completer? { get set }

  /// Reads the next line, showing `prompt` to a person, colours in it allowed.
  func readLine(prompt: String) -> LineInput
}

extension LineReader {
  /// Reads lines until they make a whole command.
  ///
  /// What follows the first line is asked for with `continuation`. At the end of input the half of
  /// a command is returned as it is, for its parser to refuse; Ctrl-C gives up all of it.
  public func readCommand(
    prompt: String, continuation: String, isIncomplete: (String) -> Bool
  ) -> LineInput {
    var input = readLine(prompt: prompt)
    guard case .line(var text) = input else { return input }
    while isIncomplete(text) {
      input = readLine(prompt: continuation)
      switch input {
      case .line(let next): text += "\n" + next
      case .interrupted: return .interrupted
      case .end: return .line(text)
      }
    }
    return .line(text)
  }
}

/// The reader for this process: an editor where input and output are terminals that can do more
/// than `TERM=dumb`, else plain lines.
///
/// - Parameters:
///   - readsUserKeys: whether `~/.editrc` is obeyed.
///   - style: how what Tab lists is shown.
///   - environment: where `TERM` is looked up.
public func makeLineReader(
  history: History, readsUserKeys: Bool = true, style: Style = .plain,
  environment: [String: String]
) -> any LineReader {
  let terminal = environment["TERM"] ?? ""
  let isPerson = isTerminal(0) && isTerminal(1)
  if isPerson && terminal != "dumb" && !terminal.isEmpty,
    let reader = EditedReader(history: history, readsUserKeys: readsUserKeys, style: style)
  {
    return reader
  }
  return PlainReader(showsPrompt: isPerson)
}
