import Activations
import Figures
import Formats
import Foundation
import Terminal
import Tokenizers
import Transformers

/// A command that failed, with the place where it stands.
struct CommandFailure: Error {
  /// The message as a person reads it: place, sentence, line and caret.
  let text: String
  let status: ShellError.Status
}

/// Runs commands: lines as they are typed, scripts, and one-shot commands.
struct Interpreter {
  /// What `$1`, `$2` and so on stand for.
  var arguments: [String] = []
  /// Whether the beginning of a verb will do.
  var acceptsPrefix = false
  /// Where the running script was called from, innermost first.
  var includedFrom: [String] = []

  /// Scripts within scripts, so that one that runs itself ends with a message.
  private static let deepest = 32

  /// Runs a script, or standard input for `-`.
  func runFile(_ path: String, in session: inout Session) throws {
    guard includedFrom.count < Self.deepest else {
      throw ShellError(.failed, "scripts run one another \(Self.deepest) deep; the last is \(path)")
    }
    let data: Data
    if path == "-" {
      data = FileHandle.standardInput.readDataToEndOfFile()
    } else {
      do {
        data = try Data(contentsOf: URL(filePath: path))
      } catch {
        throw ShellError(.notFound, "\(path): can't be read: \(reason(error))")
      }
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw ShellError(.badFile, "\(path): is not UTF-8")
    }
    try run(
      SourceText(name: path == "-" ? "stdin" : path, text: text, includedFrom: includedFrom),
      in: &session)
  }

  /// Runs all statements of a text, up to the first that fails.
  ///
  /// - Throws: `CommandFailure`.
  func run(_ source: SourceText, in session: inout Session) throws {
    let statements: [Statement]
    do {
      statements = try Parser.statements(of: source.text)
    } catch {
      throw CommandFailure(
        text: source.rendering(of: error, style: session.messageStyle), status: .usage)
    }
    for statement in statements {
      guard session.isInteractive || !Interrupt.isRequested else {
        throw CommandFailure(text: "cancelled", status: .cancelled)
      }
      do {
        try run(statement, source, in: &session)
      } catch let failure as CommandFailure {
        guard statement.modifiers.contains(.try), failure.status != .cancelled else {
          throw failure
        }
        session.notice(failure.text)
      }
      if session.exitStatus != nil { return }
    }
  }

  /// Runs one command that was given as a program's arguments.
  func run(_ line: ArgumentLine, in session: inout Session) throws {
    try locating(line.source, line.command.span, session) {
      try run(line.command, line.source, on: .program, in: &session)
    }
  }

  private func run(
    _ statement: Statement, _ source: SourceText, in session: inout Session
  ) throws {
    try locating(source, statement.span, session) {
      guard case .pipeline(let pipeline) = statement.body, pipeline.commands.count == 1,
        pipeline.program == nil, statement.binding == nil, !statement.isBackground,
        !statement.modifiers.contains(where: \.isWith), let command = pipeline.commands.first
      else {
        throw LanguageError(
          statement.span, "only plain commands can be run yet, with 'try', 'time', '>' and '>>'")
      }
      let clock = ContinuousClock()
      let start = clock.now
      if let redirection = pipeline.redirection {
        try run(command, source, into: redirection, in: &session)
      } else {
        try run(command, source, on: .shell, in: &session)
      }
      if statement.modifiers.contains(.time) {
        session.notice("took \(durationText((clock.now - start) / .seconds(1)))")
      }
    }
  }

  private func run(
    _ command: Command, _ source: SourceText, into redirection: Redirection,
    in session: inout Session
  ) throws {
    let output = session.output
    let collected = Output()
    session.output = collected
    defer { session.output = output }
    try run(command, source, on: .shell, in: &session)
    let path = redirection.file.path
    var text = collected.collected
    if redirection.appends, FileManager.default.fileExists(atPath: path) {
      text = try String(contentsOfFile: path, encoding: .utf8) + text
    }
    try writeAtomically(text.utf8, to: path)
  }

  private func run(
    _ command: Command, _ source: SourceText, on surface: CommandSpec.Surfaces,
    in session: inout Session
  ) throws {
    let words = try command.words.map { try $0.expanding(argument) }
    let command = Command(words: words, span: command.span)
    let spec = try ShellCommand.table.command(
      for: command.verb, on: surface, acceptsPrefix: acceptsPrefix)
    let invocation = try spec.parse(command)
    guard let known = ShellCommand.all.first(where: { $0.spec.name == spec.name }) else { return }
    // A script must not forget a Ctrl-C that came between two commands.
    if session.isInteractive { Interrupt.clear() }
    if spec.name == "run" {
      let line = source.location(of: command.span.start).line
      var inner = Interpreter(arguments: invocation.texts("argument"))
      inner.includedFrom = (source.name.map { ["\($0):\(line)"] } ?? []) + includedFrom
      try inner.runFile(invocation.path("file") ?? "-", in: &session)
    } else {
      try known.run(invocation, &session)
    }
  }

  /// What `$1` stands for; other variables are not there yet.
  private func argument(_ name: Name) throws(LanguageError) -> String? {
    if let place = Int(name.text), arguments.indices.contains(place - 1) {
      return arguments[place - 1]
    }
    throw LanguageError(
      name.span,
      "there is no '$\(name.text)'"
        + (Int(name.text) != nil ? ": the script was given \(arguments.count) arguments" : ""))
  }

  /// Runs `body` and gives what it throws the place of the statement at `span`.
  private func locating(
    _ source: SourceText, _ span: Span, _ session: Session, _ body: () throws -> Void
  ) throws {
    let style = session.messageStyle
    do {
      try body()
    } catch let failure as CommandFailure {
      throw failure
    } catch let error as OutputError {
      throw error
    } catch let error as LanguageError {
      throw CommandFailure(text: source.rendering(of: error, style: style), status: .usage)
    } catch is CancellationError {
      throw CommandFailure(text: "cancelled", status: .cancelled)
    } catch let error as ShellError where error.status == .cancelled {
      throw CommandFailure(text: error.description, status: .cancelled)
    } catch {
      let status = Self.status(of: error)
      // A line that was just typed needs no caret; in a script the place is what one looks for.
      let text =
        source.name == nil
        ? style("error:", .bold, .red) + " \(error)"
        : source.rendering(of: LanguageError(span, "\(error)"), style: style)
      throw CommandFailure(text: text, status: status)
    }
  }

  private static func status(of error: any Error) -> ShellError.Status {
    switch error {
    case let error as ShellError: error.status
    case let error as ModelError:
      switch error.kind {
      case .notFound: .notFound
      case .badFile: .badFile
      case .badRequest: .failed
      }
    case is SelectionError: .notFound
    case is FormatError, is JSONError, is TokenizerError: .badFile
    case is CaptureSetError: .notFound
    default: .failed
    }
  }
}

/// Why the system refused, without the long form that Foundation gives it.
private func reason(_ error: any Error) -> String {
  let error = error as NSError
  let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
  return unsafe underlying.domain == NSPOSIXErrorDomain
    ? String(cString: strerror(Int32(underlying.code))) : "no such file, or not readable"
}

extension Statement.Modifier {
  fileprivate var isWith: Bool {
    if case .with = self { true } else { false }
  }
}
