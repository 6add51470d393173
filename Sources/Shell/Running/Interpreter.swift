import Files
import Formats
import Foundation
import Language
import Terminal
import Text
import Transformers
import Workspace

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
  /// The folder of the script that runs, for `$script_folder`; nil where it comes from no file.
  var folder: String?

  /// Scripts and verbs within one another, so that one that runs itself ends with a message.
  static let deepest = 32

  /// Runs a script, or standard input for `-`.
  func runFile(_ path: String, in workspace: inout Workspace, for console: Console) throws {
    if path == "-" { return try runStandardInput(in: &workspace, for: console) }
    var script = self
    script.folder = Self.folder(of: path)
    try script.run(try sourceText(path, console), in: &workspace, for: console)
  }

  /// The folder that a file is in.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The text of a script, or of standard input for `-`.
  func sourceText(_ path: String, _ console: Console) throws -> SourceText {
    guard callers.count < Self.deepest else {
      throw ShellError(.failed, "scripts run one another \(Self.deepest) deep; the last is \(path)")
    }
    let bytes: [UInt8]
    do {
      bytes = try console.input(path)
    } catch let error as FormatError {
      throw ShellError(.notFound, error.description)
    }
    guard let text = String(validating: Self.withoutMark(bytes), as: UTF8.self) else {
      throw ShellError(.badFile, "\(path): is not UTF-8")
    }
    return SourceText(name: path == "-" ? "stdin" : path, text: text, includedFrom: callers)
  }

  /// The bytes of a script behind the byte order mark that some editors put first.
  private static func withoutMark(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
  }

  /// Runs all statements of a text, up to the first that fails.
  ///
  /// With the setting `on-error` at `continue` the others are run too, and the first failure is
  /// thrown at the end.
  ///
  /// - Throws: `CommandFailure`.
  func run(_ source: SourceText, in workspace: inout Workspace, for console: Console) throws {
    var firstFailure: CommandFailure?
    let statements = try statements(of: source, console)
    for (place, statement) in statements.enumerated() {
      guard !console.isCancelled() else {
        throw CommandFailure(text: "cancelled", status: .cancelled)
      }
      do {
        try run(statement, source, in: &workspace, for: console)
        runHooks(in: &workspace, for: console)
      } catch OutputError.closed where place + 1 < statements.count {
        throw CommandFailure(
          text: "error: nobody reads the output any more: what follows line "
            + "\(source.location(of: statement.span.start).line) was not run", status: .failed)
      } catch var failure as CommandFailure where failure.status != .cancelled {
        workspace.happened = []
        let isAllowed = statement.modifiers.contains(.try)
        let goesOn = isAllowed || workspace.settings(for: console)["on-error"] == "continue"
        // Where a script has failed its caller fails too: the hooks run once.
        if !isAllowed, !failure.hasRunHooks, !failure.text.isEmpty {
          runHooks(.error, parameters: ["error": .text(failure.text)], in: &workspace, for: console)
          failure.hasRunHooks = true
        }
        guard goesOn else { throw failure }
        console.notice(failure.text)
        if !isAllowed, firstFailure == nil {
          firstFailure = CommandFailure(text: "", status: failure.status)
        }
      } catch OutputError.closed where place < statements.count - 1 {
        throw Self.unread(after: source, statement.span.start)
      }
      if console.exitStatus != nil { return }
    }
    if let firstFailure { throw firstFailure }
  }

  /// Runs one command that was given as a program's arguments.
  func run(_ line: ArgumentLine, in workspace: inout Workspace, for console: Console) throws {
    let pipeline = Pipeline(
      commands: [line.command], program: nil, redirection: nil, span: line.command.span)
    try locating(line.source, line.command.span, console.messageStyle) {
      let plan = try plan(pipeline, line.source, on: .program, console.names)
      let mode = try self.mode(of: plan, workspace, console)
      let value = try run(
        plan, input: .nothing, line.source, in: &workspace, for: console.streaming(mode == .auto))
      try show(value, mode: mode, in: workspace, for: console)
    }
  }

  private func statements(of source: SourceText, _ console: Console) throws
    -> [Statement]
  {
    do {
      return try Parser.statements(of: source.text)
    } catch {
      throw CommandFailure(
        text: source.rendering(of: error, style: console.messageStyle), status: .usage)
    }
  }

  // MARK: Statements

  private func run(
    _ statement: Statement, _ source: SourceText, in workspace: inout Workspace,
    for console: Console
  ) throws {
    if statement.isBackground && console.job == nil {
      try locating(source, statement.span, console.messageStyle) {
        try startJob(statement, source, in: &workspace, for: console)
      }
    } else {
      try runHere(statement, source, in: &workspace, for: console)
    }
  }

  /// Starts a statement as a job, once it is known to make sense.
  private func startJob(
    _ statement: Statement, _ source: SourceText, in workspace: inout Workspace,
    for console: Console
  ) throws {
    // It begins with what the jobs before it made.
    workspace.jobs.collect(into: &workspace, &console.scope.names, for: console)
    if case .pipeline(let pipeline) = statement.body {
      let plan = try plan(pipeline, source, on: .shell, console.names)
      // A server is a job of its own.
      if plan.startsServer { return try runHere(statement, source, in: &workspace, for: console) }
    }
    var text = source[statement.span].trimmingCharacters(in: .whitespaces)
    if text.hasSuffix("&") { text.removeLast() }
    let command = text.trimmingCharacters(in: .whitespaces)
    let job = try workspace.jobs.start(command, in: workspace, for: console) { copy, console in
      try runHere(statement, source, in: &copy, for: console)
    }
    console.notice("[\(job.number)] \(command)")
  }

  private func runHere(
    _ statement: Statement, _ source: SourceText, in workspace: inout Workspace,
    for console: Console
  ) throws {
    try locating(source, statement.span, console.messageStyle) {
      let (start, passes) = (ContinuousClock.now, PassCount())
      defer { workspace.updatePage(for: console) }
      if console.job == nil {
        workspace.jobs.collect(into: &workspace, &console.scope.names, for: console)
      }
      let console = try console.with(settings(of: statement, console.names))
      try PassCount.$current.withValue(passes) {
        switch statement.body {
        case .pipeline(let pipeline):
          try run(pipeline, of: statement, source, in: &workspace, for: console)
        case .shell(let text): try runProgram(text, console)
        case .definition(let definition): try define(definition, source, in: &console.scope.names)
        }
      }
      if statement.modifiers.contains(.time) {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let run = counted(passes.value, "pass", many: "passes")
        console.notice("took \(durationText(seconds)), \(run) through a model")
      }
    }
  }

  /// The settings that a statement's `with` gives.
  private func settings(of statement: Statement, _ names: Names) throws -> [String: String] {
    var settings: [String: String] = [:]
    for case .with(let assignments) in statement.modifiers {
      for assignment in assignments {
        settings[assignment.key.text] = try expanded(assignment.value, names).text
      }
    }
    return settings
  }

  private func run(
    _ pipeline: Pipeline, of statement: Statement, _ source: SourceText,
    in workspace: inout Workspace, for console: Console
  ) throws {
    let plan = try plan(pipeline, source, on: .shell, console.names)
    let mode = try mode(of: plan, workspace, console)
    if let binding = statement.binding {
      try plan.refuseOutput(where: "'let \(binding.text)' keeps the result")
      guard try gives(plan, console.names) != .nothing else {
        throw LanguageError(pipeline.span, "the command gives nothing to keep")
      }
      let value = try run(plan, input: .nothing, source, in: &workspace, for: console)
      console.tellReply(of: value)
      console.scope.names.name(plan.entry(value, workspace), binding.text)
      console.tell(value, named: binding.text)
    } else if let redirection = plan.redirection {
      try write(plan, mode, to: redirection, source, in: &workspace, for: console)
    } else if let program = plan.program {
      try pipe(plan, mode, to: program, source, in: &workspace, for: console)
    } else {
      let value = try run(
        plan, input: .nothing, source, in: &workspace, for: console.streaming(mode == .auto))
      console.scope.names.record(plan.entry(value, workspace))
      try show(value, mode: mode, in: workspace, for: console)
    }
  }

  /// Keeps a verb of the user's own.
  func define(
    _ definition: Definition, _ source: SourceText, in names: inout Names
  ) throws {
    if ShellCommand.named(definition.name.text) != nil {
      throw LanguageError(
        definition.name.span, "'\(definition.name.text)' is a command of the shell already")
    }
    let body = SourceText(
      name: source.name ?? "def \(definition.name.text)", text: source.text)
    names.verbs[definition.name.text] = .definition(definition, body)
  }

  // MARK: Where results go

  /// How a result is to be written; who takes values has no use for what a person set.
  private func mode(
    of plan: Plan, _ workspace: Workspace, _ console: Console
  ) throws -> OutputMode {
    try plan.mode(console.output.sendsValues ? "auto" : workspace.settings(for: console)["mode"])
  }

  /// Writes a value to the session's output.
  func show(_ value: Value, mode: OutputMode, in workspace: Workspace, for console: Console) throws
  {
    if mode == .auto, value.isForReading, console.isAtPrompt, console.showsPagers {
      return try console.page(
        value, mode: mode, by: console.pager, workspace.settings(for: console), always: false)
    }
    var writer = ValueWriter(
      mode: mode, output: console.output, settings: workspace.settings(for: console))
    writer.isCancelled = console.isCancelled
    if mode == .auto, console.output.sendsValues, let client = console.client {
      let values = AttachedValues(
        client: client, pictures: console.output.pictures, writer: writer,
        source: workspace.current)
      try values.send(value)
    } else {
      try writer.write(value)
    }
  }

  /// Runs a pipeline with all that it writes going to `output`.
  ///
  /// - Returns: Its result.
  @discardableResult
  private func run(
    _ plan: Plan, _ mode: OutputMode, into output: Output, _ source: SourceText,
    in workspace: inout Workspace, for console: Console
  ) throws -> Value {
    let console = console.writing(to: output)
    let value = try run(
      plan, input: .nothing, source, in: &workspace, for: console.streaming(mode == .auto))
    console.scope.names.record(plan.entry(value, workspace))
    try show(value, mode: mode, in: workspace, for: console)
    return value
  }

  private func write(
    _ plan: Plan, _ mode: OutputMode, to redirection: Redirection, _ source: SourceText,
    in workspace: inout Workspace, for console: Console
  ) throws {
    let path = try expanded(redirection.file, console.names).path
    try OutputMode.refuse(ending: path)
    let collected = Output(for: path)
    let fileMode = mode == .auto ? OutputMode(ending: path) ?? .auto : mode
    if redirection.appends { try Appending.check(path, fileMode) }
    let value = try run(plan, fileMode, into: collected, source, in: &workspace, for: console)
    // What it may be another name of (/dev/stdout) has been written to before.
    try console.output.flush()
    // A text is no rows, and has no column names.
    guard redirection.appends, !value.kind.isSubset(of: [.nothing, .text]) else {
      return try collected.save(
        to: path, appends: redirection.appends, isCancelled: console.isCancelled)
    }
    let rows = try Appending.rows(of: collected.collected, for: path, fileMode)
    try writeAtomically(rows, to: path, appends: true, isCancelled: console.isCancelled)
  }

  private func pipe(
    _ plan: Plan, _ mode: OutputMode, to program: ShellText, _ source: SourceText,
    in workspace: inout Workspace, for console: Console
  ) throws {
    if console.showsPagers, Pager.isPager(program.text) {
      let value = try run(plan, input: .nothing, source, in: &workspace, for: console)
      console.scope.names.record(plan.entry(value, workspace))
      return try console.page(value, mode: mode, by: program.text, workspace.settings(for: console))
    }
    try console.output.flush()
    let running = try ExternalProgram(program.text, takesInput: true, console)
    do {
      let output = Output(descriptor: running.input)
      try run(plan, mode, into: output, source, in: &workspace, for: console)
      try output.flush()
    } catch OutputError.closed {
      // The program wanted no more: success.
    } catch {
      try? running.finish()
      throw error
    }
    try running.finish()
  }

  private func runProgram(_ text: ShellText, _ console: Console) throws {
    try console.output.flush()
    try ExternalProgram(text.text, takesInput: false, console).finish()
  }
}
