import Files
import Formats
import Foundation
import Language
import Terminal
import Text
import Workspace

extension ShellCommand {
  private static let scriptCheck: Check = { try $0.visitScript(of: $1, in: $2, $3) }

  static let run = ShellCommand(
    spec: CommandSpec(
      "run", "Run a script of commands", group: "Scripts",
      doc: """
        It stops at the first command that fails. $1, $2 and so on stand for the words after the file. Names and \
        verbs that the script makes are its own; models, prompts, captures and settings stay.

        --check reads the script and all that it runs, and finds what is wrong with it without computing \
        anything: verbs, options, names, pipes, models, heads.
        """,
      operands: [
        OperandSpec(.file, .file, .one, "The script; - is standard input"),
        OperandSpec(.argument, .text, .any, "What $1, $2 and so on stand for"),
      ],
      options: [OptionSpec(flag: .check, "Only look for mistakes")],
      examples: [
        .init("run sweep.plens"), .init("run sweep.plens prompts.jsonl"),
        .init("run --check sweep.plens prompts.jsonl"),
      ],
      takesCommand: true),
    check: scriptCheck
  ) { invocation, _, workspace, console in
    var inner = Interpreter(arguments: invocation.texts(.argument))
    inner.callers = console.place.chain
    let path = invocation.path(.file) ?? "-"
    if invocation.flag(.check) {
      inner.folder = Interpreter.folder(of: path)
      var check = ScriptCheck(workspace, console)
      let problems = check.problems(in: try inner.sourceText(path, console), with: inner)
      for problem in problems { console.notice(problem.text) }
      if let first = problems.first { throw CommandFailure(text: "", status: first.status) }
      return .nothing
    }
    // A script keeps what it captures in memory, however it was started.
    var console = console.inScript()
    console.isProgram = false
    do {
      try inner.runFile(path, in: &workspace, for: console)
    } catch var failure as CommandFailure {
      failure.hasRunHooks = false  // the script's own did, if it has any
      throw failure
    }
    return .nothing
  }

  static let source = ShellCommand(
    spec: CommandSpec(
      "source", "Run a script as if it were typed here", group: "Scripts",
      doc: "Names and verbs that the script makes stay; 'run' keeps them apart.",
      operands: [OperandSpec(.file, .file, .one, "The script")],
      examples: [.init("source verbs.plens"), .init("source ~/.config/plens/init.plens")],
      surfaces: .shell),
    check: scriptCheck
  ) { invocation, _, workspace, console in
    var inner = Interpreter()
    inner.callers = console.place.chain
    try inner.runFile(invocation.path(.file) ?? "-", in: &workspace, for: console)
    return .nothing
  }

  static let alias = ShellCommand(
    spec: CommandSpec(
      "alias", "Give a command and its first words another name, or list such names",
      group: "Scripts",
      doc: "'def NAME(PARAMETERS) = PIPELINE' makes a verb of several commands.",
      operands: [
        OperandSpec(.name, .text, .optional, "The new verb"),
        OperandSpec(.command, .command, .any, "What it stands for"),
      ],
      examples: [.init("alias nums show --mode table"), .init("alias ls = prompts list; alias")],
      surfaces: .shell, takesCommand: true, gives: [.table, .nothing])
  ) { invocation, _, _, console in
    guard let name = invocation.word(.name) else {
      let verbs = console.names.verbs.sorted { $0.key < $1.key }
      return .table(
        Table([
          .text("name", verbs.map(\.key)),
          .text("meaning", verbs.map { $0.value.help($0.key).split(separator: "\n")[0] + "" }),
        ]))
    }
    let words = invocation.words(.command).drop { $0.bareText == "=" }
    guard Name.isValid(name.text), ShellCommand.named(name.text) == nil else {
      throw LanguageError(
        name.span,
        "'\(name.text)' can't be a new verb: letters, digits and '_', and no command's name")
    }
    guard let verb = words.first else {
      throw LanguageError(name.span, "'alias \(name.text)' expects a command")
    }
    _ = try table.command(for: verb, on: .shell)
    console.scope.names.verbs[name.text] = .alias(Array(words))
    return .nothing
  }

  static let echo = ShellCommand(
    spec: CommandSpec(
      "echo", "Print words", group: "Scripts",
      operands: [OperandSpec(.word, .text, .any, "Words, with a space between them")],
      examples: [.init("echo done"), .init(#"let x = prompts | count; echo "there are ${x}""#)],
      surfaces: .shell, takesCommand: true, gives: .text)
  ) { invocation, _, _, _ in
    let text = invocation.texts(.word).joined(separator: " ")
    return .text(text.isEmpty ? "\n" : text)
  }

  static let log = ShellCommand(
    spec: CommandSpec(
      "log", "Keep the commands that succeed from here on in a script", group: "Scripts",
      operands: [OperandSpec(.file, .file, .one, "The script, added to; off ends it")],
      examples: [.init("log today.plens"), .init("log off")], surfaces: .shell)
  ) { invocation, _, _, console in
    guard let path = invocation.path(.file), path != "off" else {
      console.log = nil
      return .nothing
    }
    let isThere = FileManager.default.fileExists(atPath: path)
    try writeAtomically(
      (isThere ? "" : "#!/usr/bin/env -S plens run\n").utf8, to: path, appends: isThere,
      isCancelled: console.isCancelled)
    // The same file, wherever 'cd' leads from here.
    console.log = URL(filePath: path).path
    return .nothing
  }

  static let history = ShellCommand(
    spec: CommandSpec(
      "history", "List the commands of this session, or forget some", group: "Scripts",
      doc: """
        'history --ok > FILE' is a script that does again what succeeded. 'history delete TEXT' forgets all \
        commands that hold the text, 'history clear' all, in this session and in the file of earlier ones.
        """,
      operands: [
        OperandSpec(.what, .text, .optional, "Only the last so many; or delete, or clear"),
        OperandSpec(.text, .text, .optional, "With delete: what the commands hold"),
      ],
      options: [
        OptionSpec(flag: .ok, "Only the commands that succeeded, as a script"),
        OptionSpec(flag: .all, "Those of earlier sessions too"),
      ],
      examples: [
        .init("history 10"), .init("history --ok > today.plens"),
        .init("history delete 'hf_'", "forget what holds a token that was typed"),
      ], surfaces: .shell,
      gives: [.text, .table])
  ) { invocation, _, _, console in
    let what = invocation.text(.what)
    if what == "delete" || what == "clear" {
      let text = invocation.text(.text)
      guard (text != nil && text != "") == (what == "delete") else {
        throw ShellError(
          .usage, "history delete TEXT forgets what holds the text, history clear all")
      }
      let count = try console.history?.forget { text.map($0.contains) ?? true } ?? 0
      return .text("\(counted(count, "command")) forgotten")
    }
    let wanted = what.flatMap { Int($0) }
    guard what == nil || wanted.map({ $0 > 0 }) ?? false else {
      throw ShellError(.usage, "'\(what ?? "")' is no number, and neither delete nor clear")
    }
    var entries = console.history?.session ?? []
    if invocation.flag(.all) { entries = console.history?.earlier() ?? entries }
    if invocation.flag(.ok) { entries = entries.filter { $0.status == 0 && !$0.isHistory } }
    if let count = wanted { entries = entries.suffix(count) }
    if invocation.flag(.ok) {
      return .text(entries.map { ($0.script ?? $0.text) + "\n" }.joined())
    }
    let clock = ISO8601DateFormatter()
    return .table(
      Table([
        .text("time", entries.map { clock.string(from: $0.time) }),
        .integer("status", entries.map(\.status)), .integer("ms", entries.map(\.ms)),
        .text("command", entries.map(\.text)),
      ]))
  }

  static let cd = ShellCommand(
    spec: CommandSpec(
      "cd", "Change the folder that paths start from", group: "Session",
      operands: [OperandSpec(.folder, .folder, .optional, "The folder; the home folder without")],
      examples: [.init("cd attn_data"), .init("cd ..")], surfaces: .shell)
  ) { invocation, _, workspace, console in
    // The folder is the process's: each path that a job has not opened yet would lead elsewhere.
    guard console.job == nil else {
      throw ShellError(
        .failed, "a job can't change the folder, which is the prompt's too: give whole paths")
    }
    let running = workspace.jobs.running.filter { !$0.isServer }
    guard running.isEmpty else {
      throw ShellError(
        .failed,
        "paths of \(listed(running.map { "%\($0.number)" })) start from this folder: 'wait', or 'stop' it, first"
      )
    }
    let path = invocation.path(.folder) ?? homeFolder()
    guard FileManager.default.changeCurrentDirectoryPath(path) else {
      throw ShellError(.notFound, "'\(path)' is no folder that can be entered")
    }
    return .nothing
  }

  static let pwd = ShellCommand(
    spec: CommandSpec(
      "pwd", "Print the folder that paths start from", group: "Session",
      examples: [.init("pwd"), .init("let here = pwd; echo $here")], surfaces: .shell,
      gives: .text)
  ) { _, _, _, _ in
    let path = FileManager.default.currentDirectoryPath
    guard !path.isEmpty else {
      throw ShellError(.notFound, "the folder was removed: 'cd' enters another")
    }
    return .text(path)
  }
}

extension HistoryEntry {
  /// Whether the command asks for the history itself: no part of a script.
  fileprivate var isHistory: Bool { (script ?? text).hasPrefix("history") }
}
