public import Foundation
import Terminal

/// The program `plens`: a shell for a person, scripts, and single commands.
public enum Program {
  /// The version that `--version` prints.
  public static let version = "0.1.0"

  /// Runs the program.
  ///
  /// - Parameter arguments: Without the program's name.
  /// - Returns: The exit status: 0 ok, 1 failed, 2 not understood, 3 not found, 4 broken file, 130 cancelled.
  public static func run(
    _ arguments: [String],
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Int32 {
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
    do {
      try perform(&options, in: &session)
      try session.output.flush()
      return session.exitStatus ?? 0
    } catch let failure as CommandFailure {
      if !failure.text.isEmpty { session.notice(failure.text) }
      return failure.status.rawValue
    } catch OutputError.closed {
      return 0
    } catch {
      session.notice("\(error)")
      return ShellError.Status.failed.rawValue
    }
  }

  private static func perform(_ options: inout ProgramOptions, in session: inout Session) throws {
    if let model = options.model { try opening(model, in: &session) }
    switch options.action {
    case .version: try session.output.line("plens \(version)")
    case .help:
      session.isProgram = true
      try session.output.write(usage(session))
    case .commands(let text):
      try Interpreter().run(SourceText(name: "-c", text: text), in: &session)
    case .file(let path):
      try Interpreter().runFile(path, in: &session)
    case .command(let words):
      session.isProgram = true
      guard let line = ArgumentLine(words, program: "plens") else { return }
      try Interpreter().run(line, in: &session)
    case .shell where session.isInteractive: try Prompt(session).run(&session)
    case .shell: try Interpreter().runFile("-", in: &session)
    }
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
    """
    PatternLens \(version): look at the attention patterns of language models.

    plens                      a shell, with the demo model until another is loaded
    plens COMMAND [...]        one command
    plens run FILE [ARG ...]   a script of commands; - is standard input
    plens -c 'COMMANDS'        commands from the command line
    plens -m MODEL ...         with another model: a GGUF file, a Hugging Face folder, or a name

    \(ShellCommand.table.overview(of: .program, style: session.output.style))

    --color auto|always|never, --version, --help; 'plens help COMMAND' shows a command's options and examples.

    """
  }
}

/// What the program was asked to do, before any command is parsed.
struct ProgramOptions: Equatable {
  enum Action: Equatable {
    case shell
    case commands(String)
    case file(String)
    case command([String])
    case version
    case help
  }

  var action = Action.shell
  var model: String?
  var color = ColorChoice.auto

  /// Takes the options that stand before a command.
  ///
  /// - Throws: `ShellError` for one that is not known or lacks its value.
  init(_ arguments: [String]) throws {
    var rest = arguments[...]
    func value(of option: String) throws -> String {
      guard let value = rest.popFirst() else { throw ShellError(.usage, "\(option) needs a value") }
      return value
    }
    while let argument = rest.popFirst() {
      switch argument {
      case "-c": action = .commands(try value(of: argument))
      case "-f": action = .file(try value(of: argument))
      case "-m", "--model": model = try value(of: argument)
      case "--color":
        let text = try value(of: argument)
        guard let choice = ColorChoice(rawValue: text) else {
          throw ShellError(.usage, "'\(text)' is no --color: auto, always or never")
        }
        color = choice
      case "--version", "-V": action = .version
      case "--help", "-h": action = .help
      case "-": action = .file("-")
      case let option where option.hasPrefix("-"):
        throw ShellError(
          .usage,
          "unknown option '\(option)': before a command there are -c, -f, -m, --color, --version and --help"
        )
      default:
        action = .command([argument] + rest)
        return
      }
    }
  }
}
