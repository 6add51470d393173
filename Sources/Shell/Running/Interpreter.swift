import Files
import Formats
import Foundation
import Language
import Terminal

/// Runs commands: lines as they are typed, scripts, and one-shot commands.
struct Interpreter {
  /// What `$1`, `$2` and so on stand for.
  var arguments: [String] = []
  /// What the parameters of the verb stand for whose body is run.
  var parameters: [String: Value] = [:]
  /// Whether the beginning of a verb will do.
  var acceptsPrefix = false
  /// Where the running text was called from, innermost first.
  var callers: [String] = []

  /// Scripts and verbs within one another, so that one that runs itself ends with a message.
  static let deepest = 32

  /// Runs a script, or standard input for `-`.
  func runFile(_ path: String, in session: inout Session) throws {
    try run(try sourceText(path), in: &session)
  }

  /// The text of a script, or of standard input for `-`.
  func sourceText(_ path: String) throws -> SourceText {
    guard callers.count < Self.deepest else {
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
    return SourceText(name: path == "-" ? "stdin" : path, text: text, includedFrom: callers)
  }

  /// Runs all statements of a text, up to the first that fails.
  ///
  /// With the setting `on-error` at `continue` the others are run too, and the first failure is
  /// thrown at the end.
  ///
  /// - Throws: `CommandFailure`.
  func run(_ source: SourceText, in session: inout Session) throws {
    var firstFailure: CommandFailure?
    for statement in try statements(of: source, session) {
      guard !session.isCancelled() else {
        throw CommandFailure(text: "cancelled", status: .cancelled)
      }
      do {
        try run(statement, source, in: &session)
        runHooks(in: &session)
      } catch var failure as CommandFailure where failure.status != .cancelled {
        session.eventHooks.happened = []
        let isAllowed = statement.modifiers.contains(.try)
        let goesOn = isAllowed || session.settings["on-error"] == "continue"
        // Where a script has failed its caller fails too: the hooks run once.
        if !isAllowed, !failure.hasRunHooks, !failure.text.isEmpty {
          runHooks(.error, parameters: ["error": .text(failure.text)], in: &session)
          failure.hasRunHooks = true
        }
        guard goesOn else { throw failure }
        session.notice(failure.text)
        if !isAllowed, firstFailure == nil {
          firstFailure = CommandFailure(text: "", status: failure.status)
        }
      }
      if session.exitStatus != nil { return }
    }
    if let firstFailure { throw firstFailure }
  }

  /// Runs one command that was given as a program's arguments.
  func run(_ line: ArgumentLine, in session: inout Session) throws {
    let pipeline = Pipeline(
      commands: [line.command], program: nil, redirection: nil, span: line.command.span)
    try locating(line.source, line.command.span, session.messageStyle) {
      let plan = try plan(pipeline, line.source, on: .program, session.names)
      let value = try run(plan, input: .nothing, line.source, in: &session)
      try show(value, mode: try plan.mode(session.settings), in: &session)
    }
  }

  private func statements(of source: SourceText, _ session: Session) throws -> [Statement] {
    do {
      return try Parser.statements(of: source.text)
    } catch {
      throw CommandFailure(
        text: source.rendering(of: error, style: session.messageStyle), status: .usage)
    }
  }

  // MARK: Statements

  private func run(
    _ statement: Statement, _ source: SourceText, in session: inout Session
  ) throws {
    if statement.isBackground && session.job == nil {
      try locating(source, statement.span, session.messageStyle) {
        try startJob(statement, source, in: &session)
      }
    } else {
      try runHere(statement, source, in: &session)
    }
  }

  /// Starts a statement as a job, once it is known to make sense.
  private func startJob(
    _ statement: Statement, _ source: SourceText, in session: inout Session
  ) throws {
    // It begins with what the jobs before it made.
    session.jobs.collect(into: &session)
    if case .pipeline(let pipeline) = statement.body {
      let plan = try plan(pipeline, source, on: .shell, session.names)
      // A server is a job of its own.
      if plan.startsServer { return try runHere(statement, source, in: &session) }
    }
    var text = source[statement.span].trimmingCharacters(in: .whitespaces)
    if text.hasSuffix("&") { text.removeLast() }
    let command = text.trimmingCharacters(in: .whitespaces)
    let job = session.jobs.start(command, in: session) { copy in
      try runHere(statement, source, in: &copy)
    }
    session.notice("[\(job.number)] \(command)")
  }

  private func runHere(
    _ statement: Statement, _ source: SourceText, in session: inout Session
  ) throws {
    try locating(source, statement.span, session.messageStyle) {
      let start = ContinuousClock.now
      let settings = session.settings
      for case .with(let assignments) in statement.modifiers {
        for assignment in assignments {
          let text = try expanded(assignment.value, session.names).text
          try session.settings.set(assignment.key.text, to: text)
        }
      }
      defer {
        session.settings.restore(assigned(by: statement), from: settings)
        session.updateViewer()
      }
      if session.job == nil { session.jobs.collect(into: &session) }
      switch statement.body {
      case .pipeline(let pipeline): try run(pipeline, of: statement, source, in: &session)
      case .shell(let text): try runProgram(text, in: session)
      case .definition(let definition): try define(definition, source, in: &session)
      }
      if statement.modifiers.contains(.time) {
        session.notice("took \(durationText((ContinuousClock.now - start) / .seconds(1)))")
      }
    }
  }

  private func assigned(by statement: Statement) -> [String] {
    statement.modifiers.flatMap { modifier -> [String] in
      guard case .with(let assignments) = modifier else { return [] }
      return assignments.map(\.key.text)
    }
  }

  private func run(
    _ pipeline: Pipeline, of statement: Statement, _ source: SourceText,
    in session: inout Session
  ) throws {
    let plan = try plan(pipeline, source, on: .shell, session.names)
    let mode = try plan.mode(session.settings)
    if let binding = statement.binding {
      try plan.refuseOutput(where: "'let \(binding.text)' keeps the result")
      guard try gives(plan, session.names) != .nothing else {
        throw LanguageError(pipeline.span, "the command gives nothing to keep")
      }
      let value = try run(plan, input: .nothing, source, in: &session)
      session.tellReply(of: value)
      session.names.name(
        Names.Entry(value: value, command: source[pipeline.span]), binding.text)
    } else if let redirection = plan.redirection {
      try write(plan, mode, to: redirection, source, in: &session)
    } else if let program = plan.program {
      try pipe(plan, mode, to: program, source, in: &session)
    } else {
      let value = try run(plan, input: .nothing, source, in: &session)
      session.names.record(Names.Entry(value: value, command: source[pipeline.span]))
      try show(value, mode: mode, in: &session)
    }
  }

  /// Keeps a verb of the user's own.
  func define(
    _ definition: Definition, _ source: SourceText, in session: inout Session
  ) throws {
    if ShellCommand.named(definition.name.text) != nil {
      throw LanguageError(
        definition.name.span, "'\(definition.name.text)' is a command of the shell already")
    }
    let body = SourceText(
      name: source.name ?? "def \(definition.name.text)", text: source.text)
    session.names.verbs[definition.name.text] = .definition(definition, body)
  }

  // MARK: Where results go

  /// Writes a value to the session's output.
  func show(_ value: Value, mode: OutputMode, in session: inout Session) throws {
    let writer = ValueWriter(mode: mode, output: session.output, settings: session.settings)
    try writer.write(value)
  }

  /// Runs a pipeline with all that it writes going to `output`.
  private func run(
    _ plan: Plan, _ mode: OutputMode, into output: Output, _ source: SourceText,
    in session: inout Session
  ) throws {
    let screen = session.output
    session.output = output
    defer { session.output = screen }
    let value = try run(plan, input: .nothing, source, in: &session)
    session.names.record(Names.Entry(value: value, command: source[plan.span]))
    try show(value, mode: mode, in: &session)
  }

  private func write(
    _ plan: Plan, _ mode: OutputMode, to redirection: Redirection, _ source: SourceText,
    in session: inout Session
  ) throws {
    let path = try expanded(redirection.file, session.names).path
    let collected = Output(for: path)
    let fileMode = mode == .auto ? OutputMode(ending: path) ?? .auto : mode
    try run(plan, fileMode, into: collected, source, in: &session)
    var bytes = collected.collected
    if redirection.appends, FileManager.default.fileExists(atPath: path) {
      bytes = Array(try Data(contentsOf: URL(filePath: path))) + bytes
    }
    try writeAtomically(bytes, to: path)
  }

  private func pipe(
    _ plan: Plan, _ mode: OutputMode, to program: ShellText, _ source: SourceText,
    in session: inout Session
  ) throws {
    try session.output.flush()
    let running = try ExternalProgram(program.text, takesInput: true, session)
    do {
      let output = Output(descriptor: running.input)
      try run(plan, mode, into: output, source, in: &session)
      try output.flush()
    } catch OutputError.closed {
      // The program wanted no more: success.
    } catch {
      try? running.finish()
      throw error
    }
    try running.finish()
  }

  private func runProgram(_ text: ShellText, in session: Session) throws {
    try session.output.flush()
    try ExternalProgram(text.text, takesInput: false, session).finish()
  }
}

/// Why the system refused, without the long form that Foundation gives it.
private func reason(_ error: any Error) -> String {
  let error = error as NSError
  let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
  return unsafe underlying.domain == NSPOSIXErrorDomain
    ? String(cString: strerror(Int32(underlying.code))) : "no such file, or not readable"
}

extension Session {
  /// Says what a person would have been told, where the value is not shown.
  func tellReply(of value: Value) {
    if case .prompts(let list) = value, let reply = list.reply { notice(reply) }
  }
}
