import Activations
import Foundation
import Terminal

extension ShellCommand {
  static let cache = ShellCommand(
    spec: CommandSpec(
      "cache", "List what is captured in memory, or forget it", group: "Prompts",
      operands: [OperandSpec("action", .choice(["list", "clear"]), .optional, "What to do")],
      examples: [.init("cache"), .init("cache clear")], surfaces: .shell)
  ) { invocation, session in
    if invocation.text("action") == "clear" {
      session.cache.removeAll()
      return
    }
    var table = TextTable(columns: ["model", "prompt", "size"])
    for key in session.cache.keys {
      let place = session.prompts.firstIndex { $0.hash == key.hash }
      table.rows.append([
        key.model, (place.map { "p\($0) " } ?? "") + "@\(key.hash)",
        byteText(session.cache.byteCount(of: key) ?? 0),
      ])
    }
    try session.output.write(
      table.text(aligned: session.output.isTerminal, style: session.output.style))
    session.notice(
      "\(count(session.cache.count, "prompt")), \(byteText(session.cache.byteCount)) "
        + "of at most \(byteText(session.settings.cacheLimit)) (set cache.max)")
  }

  static let set = ShellCommand(
    spec: CommandSpec(
      "set", "Show or change settings", group: "Session",
      doc: "Each can also be given as an environment variable: batch-size as PLENS_BATCH_SIZE.",
      operands: [
        OperandSpec("setting", .setting, .optional, "Its name"),
        OperandSpec("value", .text, .optional, "Its new value"),
      ],
      examples: [
        .init("set", "all settings, their values and where those come from"),
        .init("set batch-size 16"), .init("set cache.max 4G"),
      ],
      surfaces: .shell)
  ) { invocation, session in
    guard let name = invocation.text("setting") else {
      var table = TextTable(columns: ["setting", "value", "from", "meaning"])
      table.rows = Settings.specs.map { spec in
        let (text, origin) = session.settings.value(spec)
        return [spec.name, text, origin, spec.summary]
      }
      return try session.output.write(
        table.text(aligned: session.output.isTerminal, style: session.output.style))
    }
    guard let value = invocation.text("value") else {
      let spec = try Settings.spec(name)
      return try session.output.line(session.settings.value(spec).text)
    }
    try session.settings.set(name, to: value)
    if name == "cache.max" {
      let gone = session.cache.shrink(to: session.settings.cacheLimit)
      if !gone.isEmpty { session.notice("\(count(gone.count, "prompt")) let go") }
    }
  }

  static let run = ShellCommand(
    spec: CommandSpec(
      "run", "Run a script of commands", group: "Session",
      doc:
        "It stops at the first command that fails. $1, $2 and so on stand for the words after the file.",
      operands: [
        OperandSpec("file", .file, .one, "The script; - is standard input"),
        OperandSpec("argument", .text, .any, "What $1, $2 and so on stand for"),
      ],
      examples: [.init("run sweep.plens"), .init("run sweep.plens prompts.jsonl")],
      takesCommand: true)
  ) { invocation, session in
    let path = invocation.text("file") ?? "-"
    try Interpreter(arguments: invocation.texts("argument")).runFile(path, in: &session)
  }

  static let help = ShellCommand(
    spec: CommandSpec(
      "help", "Say what commands there are, or what one does", group: "Session",
      operands: [OperandSpec("command", .command, .optional, "The command")],
      examples: [.init("help"), .init("help capture")])
  ) { invocation, session in
    let surface: CommandSpec.Surfaces = session.isProgram ? .program : .shell
    let (width, style) = (min(session.output.size.columns, 100), session.output.style)
    guard let word = invocation.word("command") else {
      try session.output.line(table.overview(of: surface, width: width, style: style))
      return try session.output.line("\n'help COMMAND' says what it takes and shows examples.")
    }
    let spec = try table.command(for: word, on: .all, acceptsPrefix: session.isInteractive)
    try session.output.line(
      spec.help(program: session.isProgram ? "plens" : "", width: width, style: style))
  }

  static let quit = ShellCommand(
    spec: CommandSpec(
      "quit", "Leave the shell", group: "Session",
      operands: [OperandSpec("status", .integer(0...255), .optional, "The exit status, 0 without")],
      examples: [.init("quit"), .init("quit 3")], surfaces: .shell)
  ) { invocation, session in
    session.exitStatus = Int32(invocation.integer("status") ?? 0)
  }
}
