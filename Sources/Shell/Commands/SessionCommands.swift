import Activations
import Foundation
import Language
import Text
import Transformers
import Workspace

extension ShellCommand {
  private static let settingCheck: Check = { check, invocation, _, _ in try check.set(invocation) }

  static let cache = ShellCommand(
    spec: CommandSpec(
      "cache", "List what is captured in memory, forget it, or keep it in a folder",
      group: "Prompts",
      operands: [
        OperandSpec(
          .action, .choice(["list", "clear", "save", "load"]), .optional, "What to do"),
        OperandSpec(.folder, .folder, .optional, "The folder to save to or load from"),
      ],
      examples: [.init("cache"), .init("cache clear"), .init("cache save captures")],
      surfaces: .shell,
      gives: [.table, .nothing])
  ) { invocation, _, workspace, console in
    switch invocation.text(.action) ?? "list" {
    case "clear":
      workspace.cache.removeAll()
      workspace.keptRuns.removeAll()
      return .nothing
    case "save", "load":
      guard let folder = invocation.path(.folder) else {
        throw ShellError(.usage, "give the folder: cache save DIR, cache load DIR")
      }
      if invocation.text(.action) == "save" {
        try workspace.saveCache(to: folder, for: console)
      } else {
        console.notice(
          "\(counted(try workspace.loadCache(from: folder, for: console), "prompt")) read")
      }
      return .nothing
    default: break
    }
    let keys = workspace.cache.keys
    let runs = workspace.keptRuns.values.reduce(0) { $0 + $1.byteCount }
    console.notice(
      "\(counted(workspace.cache.count, "prompt")), \(byteText(workspace.cache.byteCount)) "
        + "of at most \(byteText(workspace.settings(for: console).cacheLimit)) (set cache.max)"
        + (runs > 0 ? "; \(byteText(runs)) for beginnings (set prefix.max)" : ""))
    let places = keys.map { key in workspace.places[key.hash] }
    return .table(
      Table([
        .text("model", keys.map(\.model)), .text("place", places.map { $0.map { "p\($0)" } ?? "" }),
        .text("prompt", keys.map { "@" + $0.hash }),
        .integer("bytes", keys.map { workspace.cache.byteCount(of: $0) ?? 0 }),
      ]))
  }

  static let set = ShellCommand(
    spec: CommandSpec(
      "set", "Show or change settings", group: "Session",
      doc: "Each can also be given as an environment variable: batch-size as PLENS_BATCH_SIZE. "
        + "'set SETTING default' and 'unset SETTING' take it back to what it was.",
      operands: [
        OperandSpec(.setting, .setting, .optional, "Its name"),
        OperandSpec(.value, .settingValue(of: ""), .any, "Its new value; = may stand before it"),
      ],
      examples: [
        .init("set", "all settings, their values and where those come from"),
        .init("set batch-size 16"), .init("set cache.max 4G"), .init("set mode default"),
      ],
      surfaces: .shell, gives: [.table, .text, .nothing]),
    check: settingCheck
  ) { invocation, _, workspace, console in
    guard let word = invocation.text(.setting) else {
      return .table(workspace.settings(for: console).table)
    }
    let (name, given) = try assignment(in: invocation, word)
    guard let value = given else {
      let spec = try Settings.spec(name)
      return .text(workspace.settings(for: console).value(spec).text)
    }
    if value == "default" {
      try console.reset(name, in: &workspace)
    } else {
      try console.set(name, to: value, in: &workspace)
    }
    if name == "cache.max" {
      let gone = workspace.cache.shrink(to: workspace.settings(for: console).cacheLimit)
      if !gone.isEmpty { console.notice("\(counted(gone.count, "prompt")) let go") }
    }
    return .nothing
  }

  /// A setting's name and its new value: `set batch-size 16`, and also with a `=` between or behind the name.
  ///
  /// - Throws: `ShellError` for several values.
  static func assignment(
    in invocation: Invocation, _ word: String
  ) throws -> (name: String, value: String?) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    let texts = parts.dropFirst().map(String.init) + invocation.texts(.value)
    let values = texts.filter { !$0.isEmpty && $0 != "=" }
    guard values.count <= 1 else {
      throw ShellError(
        .usage, "set takes one value, found \(values.count): 'set \(name)' shows what it is")
    }
    return (name, values.first)
  }

  static let get = ShellCommand(
    spec: CommandSpec(
      "get", "Print a setting's value", group: "Session",
      operands: [OperandSpec(.setting, .setting, .one, "Its name")],
      examples: [.init("get batch-size"), .init("let size = get batch-size; echo $size")],
      surfaces: .shell, gives: .text)
  ) { invocation, _, workspace, console in
    .text(
      workspace.settings(for: console).value(try Settings.spec(invocation.text(.setting) ?? ""))
        .text)
  }

  static let clear = ShellCommand(
    spec: CommandSpec(
      "clear", "Clear the screen", group: "Session",
      doc: "Off a terminal it does nothing. Ctrl-L does the same and keeps what is typed.",
      examples: [.init("clear"), .init("bind f12 clear")], surfaces: .shell)
  ) { _, _, workspace, console in
    if console.output.isTerminal { try console.output.write(bytes: "\u{1B}[H\u{1B}[2J".utf8) }
    return .nothing
  }

  static let quit = ShellCommand(
    spec: CommandSpec(
      "quit", "Leave the shell; also 'exit'", group: "Session",
      operands: [OperandSpec(.status, .integer(0...255), .optional, "The exit status, 0 without")],
      examples: [.init("quit"), .init("quit 3")],
      // A `q` too many, behind a pager, is not to end a session.
      surfaces: .shell, otherNames: ["exit"], isSpelledOut: true)
  ) { invocation, _, _, console in
    console.exitStatus = Int32(invocation.integer(.status) ?? 0)
    return .nothing
  }
}
