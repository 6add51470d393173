import Language
import Text
import Workspace

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
  /// Whether a shell follows what `-c` and `-f` gave.
  private(set) var goesOn = false
  /// The model to open; taken by who opens it.
  var model: String?
  private(set) var color = ColorChoice.auto
  private(set) var readsStartScript = true
  private(set) var keepsHistory = true
  private(set) var session: String?

  /// Whether one command came as the program's arguments.
  var isOneCommand: Bool {
    switch action {
    case .command, .help: true
    default: false
    }
  }

  typealias Line = (line: String, doc: String)

  /// How it is started.
  static let forms: [Line] = [
    ("plens", "a shell, with the demo model until another is loaded"),
    ("plens COMMAND [...]", "one command"),
    ("plens run FILE [ARG ...]", "a script of commands; - is standard input"),
    ("plens -c COMMANDS [ARG ...]", "commands from the command line; $1 is the first ARG"),
    ("plens -f FILE [ARG ...]", "commands from a file; -c and -f may be repeated, run in order"),
    ("plens -i -f FILE", "commands from a file, then a shell with what they made"),
  ]

  /// The program as a command: what may stand before another one.
  static let spec = CommandSpec(
    "plens", "a shell for looking at the attention patterns of language models.", group: "",
    operands: [
      OperandSpec(.command, .command, .any, "a command, or the arguments of -c and -f")
    ],
    options: [
      OptionSpec(
        .commands, short: "c", .text, "commands to run", valueName: "COMMANDS", repeats: true),
      OptionSpec(
        .file, short: "f", .text, "a file of commands to run; - is standard input",
        valueName: "FILE", repeats: true),
      OptionSpec(
        .model, short: "m", .text,
        "the model: a GGUF file, a Hugging Face folder, a name, or a folder of saved patterns",
        valueName: "MODEL"),
      OptionSpec(
        flag: .interactive, short: "i",
        "after -c and -f, a shell that goes on with what they made"),
      OptionSpec(
        .color, .choice(ColorChoice.allCases.map(\.rawValue)), "auto, always or never",
        valueName: "WHEN"),
      OptionSpec(flag: .initScript, "do not run init.plens of the user's settings", isOn: true),
      OptionSpec(flag: .private, "keep no history"),
      OptionSpec(
        .session, .text,
        "what 'plens attach NAME' calls this shell; without, its process's number",
        valueName: "NAME"),
      OptionSpec(flag: .help, short: "h", "this text"),
      OptionSpec(flag: .version, short: "V", "the version"),
    ],
    takesCommand: true)

  /// The options with what they do.
  static var options: [Line] {
    spec.options.map { option in
      let short = option.short.map { "-\($0), " } ?? ""
      let long = (option.isOnByDefault ? "--no-" : "--") + option.name
      return (short + long + (option.kind == nil ? "" : " \(option.valueName)"), option.doc)
    }
  }

  /// What the exit statuses mean.
  static let statuses =
    "0 ok, 1 a command failed, 2 not understood, 3 no such model, prompt or head, "
    + "4 a broken file, 130 cancelled."

  /// Understands the program's arguments.
  ///
  /// - Throws: `CommandFailure` for an option that is not known, or lacks its value.
  init(_ arguments: [String], style: Style) throws(CommandFailure) {
    guard let line = ArgumentLine(arguments, program: Self.spec.name) else { return }
    let verb = Word(argument: Self.spec.name, span: SourceSpan(0, Self.spec.name.utf8.count))
    let invocation: Invocation
    do {
      invocation = try Self.spec.parse(
        Command(words: [verb] + line.command.words, span: line.command.span))
      session = try Self.session(invocation)
    } catch {
      throw CommandFailure(
        text: line.source.rendering(of: error, style: style), status: .usage)
    }
    model = invocation.text(.model)
    color = invocation.text(.color).flatMap(ColorChoice.init) ?? .auto
    goesOn = invocation.flag(.interactive)
    readsStartScript = invocation.flag(.initScript)
    keepsHistory = !invocation.flag(.private)
    var words = invocation.texts(.command)
    var texts = Self.texts(invocation)
    if words.first == "-" {
      texts.append(.file("-"))
      words.removeFirst()
    }
    if !texts.isEmpty {
      action = .texts(texts, arguments: words)
    } else if let first = words.first {
      // `plens FILE.plens` runs it.
      let isScript = first.hasSuffix(".plens")
      action = .command(Self.helpAsked((isScript ? ["run"] : []) + words))
    } else if invocation.flag(.help) {
      action = .help
    } else if invocation.flag(.version) {
      action = .version
    }
  }

  private static func session(_ invocation: Invocation) throws(LanguageError) -> String? {
    guard let name = invocation.text(.session), !SessionFolder.isName(name) else {
      return invocation.text(.session)
    }
    throw LanguageError(
      invocation.span(of: .session),
      "'\(name)' is no --session: letters, digits, '-', '_' and '.', 40 at most")
  }

  /// What `-c` and `-f` gave, in the order in which they stand.
  private static func texts(_ invocation: Invocation) -> [Text] {
    let texts =
      invocation.words(.commands).map { ($0.span.start, Text.commands($0.text)) }
      + invocation.words(.file).map { ($0.span.start, Text.file($0.text)) }
    return texts.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// `COMMAND --help` as `help COMMAND`.
  private static func helpAsked(_ words: [String]) -> [String] {
    let rest = words.dropFirst()
    let isAsked =
      rest == ["-h"] || rest.last == "--help" && !rest.contains("--") && words[0] != "run"
    return isAsked ? ["help", words[0]] : words
  }
}

extension ArgumentName {
  fileprivate static let color = ArgumentName("color")
  fileprivate static let commands = ArgumentName("commands")
  fileprivate static let help = ArgumentName("help")
  fileprivate static let initScript = ArgumentName("init")
  fileprivate static let interactive = ArgumentName("interactive")
  fileprivate static let `private` = ArgumentName("private")
  fileprivate static let version = ArgumentName("version")
}
