public import Text

/// What a read of one line gave.
public enum LineInput: Equatable, Sendable {
  /// A line without its end; pasted text may hold newlines.
  case line(String)
  /// Ctrl-C: what was typed is given up.
  case interrupted
  /// Ctrl-D on an empty line, or the end of a file.
  case end
  /// The caller has something to do first; what was typed is kept for the next call.
  case woken
}

/// A function that proposes the rest of a line; nil for no proposal.
public typealias Hinter = (_ line: String) -> String?

/// Where the shell's lines come from: a person at a terminal, or a file.
public protocol LineReader: AnyObject {
  /// Whether a person types, with keys to edit the line.
  var isEditing: Bool { get }

  /// Messages to show above the prompt.
  var notices: Notices { get }

  /// What Tab offers; a reader without keys never asks.
  var completer: Completer? { get set }

  /// What a line could go on with, beside the history; nil turns offers off. A reader without keys
  /// never asks.
  var hinter: Hinter? { get set }

  /// Asked when the reader is woken: whether the caller has something to do before the line is done.
  var isWanted: (() -> Bool)? { get set }

  /// The keys that the user has bound.
  var keys: KeyBindings { get }

  /// Reads the next line, showing `prompt` to a person, colours in it allowed.
  ///
  /// A person's Ctrl-C of before the prompt is past; one that comes once a line is taken is for what the
  /// line asks for, and stays requested (`Interrupt.isRequested`).
  func readLine(prompt: String) -> LineInput
}

extension LineReader {
  /// Reads lines until they make a whole command.
  ///
  /// What follows the first line is asked for with the prompt that `continuation` gives for the lines so
  /// far; nil says that they are whole. At the end of input the half of a command is returned as it is,
  /// for its parser to refuse; Ctrl-C gives up all of it. Between keys, where `isWanted` says so, `onWake`
  /// is called.
  public func readCommand(
    prompt: String, continuation: (String) -> String?, onWake: () throws -> Void
  ) rethrows -> LineInput {
    var input = try readLine(prompt: prompt, onWake: onWake)
    guard case .line(var text) = input else { return input }
    // What follows is the middle of a command: the history has nothing to offer.
    let offers = hinter
    hinter = nil
    defer { hinter = offers }
    while let prompt = continuation(text) {
      if Interrupt.isRequested { return .interrupted }
      input = try readLine(prompt: prompt, onWake: onWake)
      switch input {
      case .line(let next): text += "\n" + next
      case .interrupted: return .interrupted
      case .end, .woken: return .line(text)
      }
    }
    return .line(text)
  }

  /// The same, with nothing to do between keys.
  public func readCommand(prompt: String, continuation: (String) -> String?) -> LineInput {
    readCommand(prompt: prompt, continuation: continuation) {}
  }

  private func readLine(prompt: String, onWake: () throws -> Void) rethrows -> LineInput {
    while true {
      let input = readLine(prompt: prompt)
      if input != .woken { return input }
      try onWake()
    }
  }
}

/// The reader for this process: an editor where input and output are terminals that can do more
/// than `TERM=dumb`, else plain lines.
///
/// - Parameters:
///   - readsUserKeys: whether `~/.editrc` is obeyed.
///   - style: how what Tab lists, and what is offered, is shown.
///   - keys: the keys that the user binds.
///   - environment: where `TERM` is looked up.
public func makeLineReader(
  history: History, readsUserKeys: Bool = true, style: Style = .plain,
  keys: KeyBindings = KeyBindings(), environment: [String: String]
) -> any LineReader {
  let terminal = environment["TERM"] ?? ""
  let isPerson = isTerminal(0) && (isTerminal(1) || isTerminal(2))
  if isTerminal(0) && isTerminal(1) && terminal != "dumb" && !terminal.isEmpty,
    let reader = EditedReader(
      history: history, readsUserKeys: readsUserKeys, style: style, keys: keys)
  {
    return reader
  }
  // Who pipes the results on sees the prompt where messages go.
  return PlainReader(output: isTerminal(1) ? 1 : 2, showsPrompt: isPerson, keys: keys)
}
