internal import Foundation
public import Language
internal import Scripts
import Synchronization
import Terminal
internal import Text

/// The program `plens`: a shell for a person, scripts, and single commands.
public enum Program {
  /// The version that `--version` prints.
  public static let version = "0.1.0"

  /// All commands.
  public static var commands: CommandTable { ShellCommand.table }

  /// What `run --check` finds wrong with a script, each as a person reads it.
  package static func problems(in script: String) -> [String] {
    let session = Session(
      environment: [:], color: .never, isInteractive: false, output: Output())
    var check = ScriptCheck(session: session)
    let source = SourceText(name: "script", text: script)
    return check.problems(in: source, with: Interpreter()).map(\.text)
  }

  /// Runs the program and ends the process.
  ///
  /// - Parameter arguments: Without the program's name.
  public static func main(_ arguments: [String]) -> Never {
    let status = run(arguments, environment: ProcessInfo.processInfo.environment)
    fflush(nil)
    _exit(status)
  }

  /// Models that are loaded at the end stay where they are: the system takes a process's memory back at once,
  /// and giving it up piece by piece takes longer than all else after the last word.
  private static let remains = Mutex<[String: LoadedModel]>([:])

  /// Runs the program.
  ///
  /// - Returns: The exit status: 0 ok, 1 failed, 2 not understood, 3 not found, 4 broken file, 130 cancelled.
  private static func run(_ arguments: [String], environment: [String: String]) -> Int32 {
    _ = TextLocale.isUTF8
    var options: ProgramOptions
    do {
      options = try ProgramOptions(arguments)
    } catch {
      FileHandle.standardError.write(Data("plens: \(error)\n".utf8))
      return ShellError.Status.usage.rawValue
    }
    let isPerson = Terminal.isTerminal(0) && Terminal.isTerminal(1)
    let isInteractive = options.action == .shell && isPerson
    Interrupt.installHandlers(interactive: isInteractive)
    var session = Session(
      environment: environment, color: options.color, isInteractive: isInteractive)
    session.sessionName = options.session
    defer { remains.withLock { $0 = session.models } }
    do {
      try perform(&options, in: &session)
      try finishJobs(&session)
      try session.output.flush()
      return session.exitStatus ?? 0
    } catch let failure as CommandFailure {
      try? session.output.flush()
      if !failure.text.isEmpty { session.notice(failure.text) }
      return failure.status.rawValue
    } catch OutputError.closed {
      return 0
    } catch {
      session.notice("\(error)")
      return ShellError.Status.failed.rawValue
    }
  }

  /// A script is over when its jobs are; its servers end with it.
  private static func finishJobs(_ session: inout Session) throws {
    defer { session.jobs.stopAll() }
    guard !session.isInteractive, session.exitStatus == nil else { return }
    try session.jobs.wait(for: session.jobs.all.filter { !$0.isServer })
    if let failed = session.jobs.all.first(where: { $0.state == .failed && $0.report() }) {
      throw CommandFailure(text: failed.summary, status: .failed)
    }
  }

  private static func perform(_ options: inout ProgramOptions, in session: inout Session) throws {
    if let model = options.model { try opening(model, in: &session) }
    switch options.action {
    case .version: try session.output.line("plens \(version)")
    case .help:
      session.isProgram = true
      try session.output.write(usage(session))
    case .texts(let texts, let arguments):
      try run(texts, arguments, in: &session)
    case .command(let words):
      session.isProgram = true
      guard let line = ArgumentLine(words, program: "plens") else { return }
      try Interpreter().run(line, in: &session)
    case .shell where session.isInteractive:
      session.readsStartScript = options.readsStartScript
      let prompt = Prompt(&session, keepsHistory: options.keepsHistory)
      try prompt.run(&session)
    case .shell: try Interpreter().runFile("-", in: &session)
    }
  }

  /// Runs what `-c` and `-f` gave, in their order, as one script.
  private static func run(
    _ texts: [ProgramOptions.Text], _ arguments: [String], in session: inout Session
  ) throws {
    let interpreter = Interpreter(arguments: arguments)
    var firstFailure: CommandFailure?
    for (place, text) in texts.enumerated() where session.exitStatus == nil {
      do {
        switch text {
        case .commands(let commands):
          let name = texts.count == 1 ? "-c" : "-c \(place + 1)"
          try interpreter.run(SourceText(name: name, text: commands), in: &session)
        case .file(let path): try interpreter.runFile(path, in: &session)
        }
      } catch let failure as CommandFailure
        where failure.status != .cancelled && session.settings["on-error"] == "continue"
      {
        if !failure.text.isEmpty { session.notice(failure.text) }
        firstFailure = firstFailure ?? CommandFailure(text: "", status: failure.status)
      }
    }
    if let firstFailure { throw firstFailure }
  }

  private static func opening(_ model: String, in session: inout Session) throws {
    do {
      _ = try session.use(model)
    } catch {
      throw CommandFailure(
        text: "plens: \(error)",
        status: (error as? ShellError)?.status ?? .badFile)
    }
  }

  private static func usage(_ session: Session) -> String {
    let style = session.output.style
    return """
      PatternLens \(version): \(ProgramOptions.about)

      \(table(ProgramOptions.forms.map { ($0.line, $0.doc) }, width: 100))

      \(ShellCommand.table.overview(of: .program, style: style))

      \(style("Options", .bold))
      \(table(ProgramOptions.options.map { ($0.line, $0.doc) }, width: 100))

      Exit status: \(ProgramOptions.statuses)
      'plens help COMMAND' shows a command's options and examples.

      """
  }
}

/// What the program was asked to do, before any command is parsed.
struct ProgramOptions: Equatable {
  enum Action: Equatable {
    case shell
    case texts([Text], arguments: [String])
    case command([String])
    case version
    case help
  }

  /// Commands that are run without a person.
  enum Text: Equatable {
    case commands(String)
    case file(String)
  }

  var action = Action.shell
  var model: String?
  var color = ColorChoice.auto
  var readsStartScript = true
  var keepsHistory = true
  var session: String?

  typealias Line = (line: String, doc: String)

  /// What the program is for.
  static let about = "a shell for looking at the attention patterns of language models."

  /// How it is started.
  static let forms: [Line] = [
    ("plens", "a shell, with the demo model until another is loaded"),
    ("plens COMMAND [...]", "one command"),
    ("plens run FILE [ARG ...]", "a script of commands; - is standard input"),
    ("plens -c COMMANDS [ARG ...]", "commands from the command line; $1 is the first ARG"),
    ("plens -f FILE [ARG ...]", "commands from a file; -c and -f may be repeated, run in order"),
  ]

  /// What may stand before a command.
  static let options: [Line] = [
    (
      "-m, --model MODEL",
      "the model: a GGUF file, a Hugging Face folder, a name, or a folder of saved patterns"
    ),
    ("--color WHEN", "auto, always or never"),
    ("--no-init", "do not run init.plens of the user's settings"),
    ("--private", "keep no history"),
    ("--session NAME", "what 'plens attach NAME' calls this shell; without, its process's number"),
    ("-h, --help", "this text"),
    ("-V, --version", "the version"),
  ]

  /// What the exit statuses mean.
  static let statuses =
    "0 ok, 1 a command failed, 2 not understood, 3 no such model, prompt or head, "
    + "4 a broken file, 130 cancelled."

  /// Takes the options that stand before a command.
  ///
  /// - Throws: `ShellError` for one that is not known or lacks its value.
  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    var texts: [Text] = []
    func value(of option: String) throws -> String {
      guard let value = rest.popFirst() else { throw ShellError(.usage, "\(option) needs a value") }
      return value
    }
    while let argument = rest.popFirst() {
      switch argument {
      case "-c": texts.append(.commands(try value(of: argument)))
      case "-f": texts.append(.file(try value(of: argument)))
      case "-m", "--model": model = try value(of: argument)
      case "--color":
        let text = try value(of: argument)
        guard let choice = ColorChoice(rawValue: text) else {
          throw ShellError(.usage, "'\(text)' is no --color: auto, always or never")
        }
        color = choice
      case "--no-init": readsStartScript = false
      case "--private": keepsHistory = false
      case "--session":
        let name = try value(of: argument)
        guard SessionFolder.isName(name) else {
          throw ShellError(
            .usage, "'\(name)' is no --session: letters, digits, '-', '_' and '.', 40 at most")
        }
        session = name
      case "--version", "-V": action = .version
      case "--help", "-h": action = .help
      case "-": texts.append(.file("-"))
      case let option where option.hasPrefix("-"):
        throw ShellError(
          .usage,
          "unknown option '\(option)': before a command there are -c, -f, -m, --color, --no-init, --private, --session, --version and --help"
        )
      default:
        let words = [argument] + rest
        action = texts.isEmpty ? .command(Self.helpAsked(words)) : .texts(texts, arguments: words)
        return
      }
    }
    if !texts.isEmpty { action = .texts(texts, arguments: []) }
  }

  /// `COMMAND --help` as `help COMMAND`.
  private static func helpAsked(_ words: [String]) -> [String] {
    let rest = words.dropFirst()
    let isAsked =
      rest == ["-h"] || rest.last == "--help" && !rest.contains("--") && words[0] != "run"
    return isAsked ? ["help", words[0]] : words
  }
}
