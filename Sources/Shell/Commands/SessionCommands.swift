import Activations
import Foundation
import Terminal

extension ShellCommand {
  static let cache = ShellCommand(
    spec: CommandSpec(
      "cache", "List what is captured in memory, or forget it", group: "Prompts",
      operands: [OperandSpec("action", .choice(["list", "clear"]), .optional, "What to do")],
      examples: [.init("cache"), .init("cache clear")], surfaces: .shell,
      gives: [.table, .nothing])
  ) { invocation, _, session in
    if invocation.text("action") == "clear" {
      session.cache.removeAll()
      return .nothing
    }
    let keys = session.cache.keys
    session.notice(
      "\(counted(session.cache.count, "prompt")), \(byteText(session.cache.byteCount)) "
        + "of at most \(byteText(session.settings.cacheLimit)) (set cache.max)")
    let places = keys.map { key in session.places[key.hash] }
    return .table(
      Table([
        .text("model", keys.map(\.model)), .text("place", places.map { $0.map { "p\($0)" } ?? "" }),
        .text("prompt", keys.map { "@" + $0.hash }),
        .integer("bytes", keys.map { session.cache.byteCount(of: $0) ?? 0 }),
      ]))
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
      surfaces: .shell, gives: [.table, .text, .nothing])
  ) { invocation, _, session in
    guard let name = invocation.text("setting") else { return .table(session.settings.table) }
    guard let value = invocation.text("value") else {
      let spec = try Settings.spec(name)
      return .text(session.settings.value(spec).text)
    }
    try session.settings.set(name, to: value)
    if name == "cache.max" {
      let gone = session.cache.shrink(to: session.settings.cacheLimit)
      if !gone.isEmpty { session.notice("\(counted(gone.count, "prompt")) let go") }
    }
    return .nothing
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
  ) { invocation, _, session in
    var inner = Interpreter(arguments: invocation.texts("argument"))
    inner.callers = session.place.chain
    let names = session.names
    defer { session.names = names }
    try inner.runFile(invocation.path("file") ?? "-", in: &session)
    return .nothing
  }

  static let help = ShellCommand(
    spec: CommandSpec(
      "help", "Say what commands there are, or what one does", group: "Session",
      operands: [OperandSpec("command", .command, .optional, "The command")],
      examples: [.init("help"), .init("help capture")], gives: .text)
  ) { invocation, _, session in
    let surface: CommandSpec.Surfaces = session.isProgram ? .program : .shell
    let (width, style) = (min(session.output.size.columns, 100), session.output.style)
    guard let word = invocation.word("command") else {
      return .text(
        table.overview(of: surface, width: width, style: style)
          + "\n\n'help COMMAND' says what it takes and shows examples.")
    }
    let spec = try table.command(for: word, on: .all, acceptsPrefix: session.isInteractive)
    return .text(
      spec.help(program: session.isProgram ? "plens" : "", width: width, style: style))
  }

  static let quit = ShellCommand(
    spec: CommandSpec(
      "quit", "Leave the shell", group: "Session",
      operands: [OperandSpec("status", .integer(0...255), .optional, "The exit status, 0 without")],
      examples: [.init("quit"), .init("quit 3")], surfaces: .shell)
  ) { invocation, _, session in
    session.exitStatus = Int32(invocation.integer("status") ?? 0)
    return .nothing
  }
}
