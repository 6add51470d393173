internal import Files
internal import Foundation
public import Language
internal import Scripts
import Synchronization
import Terminal
internal import Text
internal import Workspace

/// The program `plens`: a shell for a person, scripts, and single commands.
public enum Program {
  /// The version that `--version` prints.
  public static let version = "0.1.0"

  /// The file that starts this program: a release's launcher names itself, since what runs there is a loader.
  static var path: String {
    let name = CommandLine.arguments[0]
    guard !name.hasPrefix("/") else { return name }
    return (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? name
  }

  /// All commands.
  public static var commands: CommandTable { ShellCommand.table }

  /// The problems that `run --check` finds in a script, as messages.
  package static func problems(in script: String) -> [String] {
    let console = Console(
      environment: [:], color: .never, isInteractive: false, output: Output())
    var check = ScriptCheck(Workspace(environment: [:], tell: { _ in }), console)
    let source = SourceText(name: "script", text: script)
    return check.problems(in: source, with: Interpreter()).map(\.text)
  }

  /// The commands that a typed or pasted line is understood as.
  package static func understood(_ typed: String) -> String { TypedText(typed, Names()).commands }

  /// The prompt for what must follow `text`; nil where nothing must.
  package static func continuation(after text: String) -> String? {
    TypedText.continuation(after: text)
  }

  /// Runs the program and ends the process.
  public static func main() -> Never {
    occupyStandardDescriptors()
    if let problem = StackLimit.raise() {
      Messages.write("plens: \(problem)")
      _exit(ShellError.Status.failed.rawValue)
    }
    let status = run(programArguments(), environment: ProcessInfo.processInfo.environment)
    fflush(nil)
    _exit(status)
  }

  /// Models that are loaded at the end stay where they are: the system takes a process's memory back at once,
  /// and giving it up piece by piece takes longer than all else after the last word.
  private static let remains = Mutex<[String: LoadedModel]>([:])

  /// Runs the program.
  ///
  /// - Returns: The exit status: 0 ok, 1 failed, 2 not understood, 3 not found, 4 broken file, 130 cancelled, 143 ended by SIGTERM
  ///   with what was finished written.
  private static func run(_ arguments: [String], environment: [String: String]) -> Int32 {
    _ = TextLocale.isUTF8
    var options: ProgramOptions
    do {
      let depth = ColorDepth(
        choice: .auto, isTerminal: Terminal.isTerminal(2), environment: environment)
      options = try ProgramOptions(arguments, style: Style(depth: depth))
    } catch {
      Messages.write(error.text)
      return error.status.rawValue
    }
    // Who pipes the results on still types here, and sees the prompt where messages go.
    let isPerson = Terminal.isTerminal(0) && (Terminal.isTerminal(1) || Terminal.isTerminal(2))
    let isInteractive = (options.action == .shell || options.goesOn) && isPerson
    Interrupt.installHandlers(interactive: isInteractive)
    var console = Console(
      environment: environment, color: options.color, isInteractive: isInteractive)
    console.isProgram = options.isOneCommand
    console.sessionName = options.session
    var workspace = Workspace(environment: environment, tell: console.notice)
    defer { remains.withLock { $0 = workspace.models } }
    do {
      try perform(&options, in: &workspace, for: console)
      try finishJobs(&workspace, console)
      try console.output.flush()
      return console.exitStatus ?? 0
    } catch let failure as CommandFailure {
      try? console.output.flush()
      if !failure.text.isEmpty { console.notice(failure.text) }
      // What SIGTERM has stopped ends as it would have without being asked, but whole.
      if failure.status == .cancelled, Interrupt.isEndRequested { return 128 + SIGTERM }
      return failure.status.rawValue
    } catch OutputError.closed {
      return 0
    } catch {
      console.notice(error is CancellationError ? "cancelled" : "\(error)")
      return Interpreter.status(of: error).rawValue
    }
  }

  /// A script is over when its jobs are, and its page is left.
  private static func finishJobs(_ workspace: inout Workspace, _ console: Console) throws {
    defer { workspace.jobs.stopAll() }
    guard !console.isInteractive, console.exitStatus == nil else { return }
    try workspace.jobs.wait(
      for: workspace.jobs.all.filter { !$0.isServer }, isCancelled: { Interrupt.isRequested })
    try serve(workspace, console)
    if let failed = workspace.jobs.all.first(where: { $0.state == .failed && $0.report() }) {
      throw CommandFailure(text: failed.summary, status: .failed)
    }
  }

  /// A script that leaves a page open serves it until Ctrl-C, as `plens serve` does.
  private static func serve(_ workspace: Workspace, _ console: Console) throws {
    guard let server = workspace.jobs.running.first(where: \.isServer), !Interrupt.isRequested
    else {
      return
    }
    try console.output.flush()
    console.notice("\(server.command) at \(server.progress); Ctrl-C stops")
    while server.state == .running && !Interrupt.isRequested { Thread.sleep(forTimeInterval: 0.1) }
  }

  private static func perform(
    _ options: inout ProgramOptions, in workspace: inout Workspace, for console: Console
  ) throws {
    if let model = options.model.take() { try opening(model, in: &workspace, for: console) }
    switch options.action {
    case .version: try console.output.line("plens \(version)")
    case .help:
      try console.output.write(usage(console))
    case .texts(let texts, let arguments) where options.goesOn:
      do {
        try run(texts, arguments, in: &workspace, for: console)
      } catch let failure as CommandFailure where console.isInteractive {
        if !failure.text.isEmpty { console.notice(failure.text) }
      }
      guard console.exitStatus == nil else { return }
      options.action = .shell
      try perform(&options, in: &workspace, for: console)
    case .texts(let texts, let arguments):
      try run(texts, arguments, in: &workspace, for: console)
    case .command(let words):
      guard let line = ArgumentLine(words, program: "plens") else { return }
      try Interpreter().run(line, in: &workspace, for: console)
    case .shell where console.isInteractive:
      let prompt = Prompt(
        workspace, console, keepsHistory: options.keepsHistory,
        readsStartScript: options.readsStartScript)
      try prompt.run(&workspace, console)
    case .shell: try Interpreter().runStandardInput(in: &workspace, for: console)
    }
  }

  /// Runs what `-c` and `-f` gave, in their order, as one script.
  private static func run(
    _ texts: [ProgramOptions.Text], _ arguments: [String], in workspace: inout Workspace,
    for console: Console
  ) throws {
    let interpreter = Interpreter(arguments: arguments)
    var firstFailure: CommandFailure?
    for (place, text) in texts.enumerated() where console.exitStatus == nil {
      do {
        switch text {
        case .commands(let commands):
          let name = texts.count == 1 ? "-c" : "-c \(place + 1)"
          try interpreter.run(SourceText(name: name, text: commands), in: &workspace, for: console)
        case .file(let path): try interpreter.runFile(path, in: &workspace, for: console)
        }
      } catch let failure as CommandFailure
        where failure.status != .cancelled && workspace.settings["on-error"] == "continue"
      {
        if !failure.text.isEmpty { console.notice(failure.text) }
        firstFailure = firstFailure ?? CommandFailure(text: "", status: failure.status)
      } catch OutputError.closed where place < texts.count - 1 {
        throw CommandFailure(
          text:
            "nobody reads the results any more: the last \(texts.count - 1 - place) of -c and -f were not run",
          status: .failed)
      }
    }
    if let firstFailure { throw firstFailure }
  }

  private static func opening(_ model: String, in workspace: inout Workspace, for console: Console)
    throws
  {
    do {
      _ = try workspace.use(model, for: console)
    } catch {
      throw CommandFailure(text: "plens: \(error)", status: Interpreter.status(of: error))
    }
  }

  private static func usage(_ console: Console) -> String {
    let style = console.output.style
    return """
      PatternLens \(version): \(ProgramOptions.spec.summary)

      \(table(ProgramOptions.forms.map { ($0.line, $0.doc) }, width: 100))

      \(ShellCommand.table.overview(of: .program, style: style))

      \(style("Options", .bold))
      \(table(ProgramOptions.options.map { ($0.line, $0.doc) }, width: 100))

      Exit status: \(ProgramOptions.statuses)
      'plens help COMMAND' shows a command's options and examples.

      """
  }
}
