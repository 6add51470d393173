import Activations
import Foundation
import Language
import Text

extension ShellCommand {
  static let cache = ShellCommand(
    spec: CommandSpec(
      "cache", "List what is captured in memory, forget it, or keep it in a folder",
      group: "Prompts",
      operands: [
        OperandSpec(
          "action", .choice(["list", "clear", "save", "load"]), .optional, "What to do"),
        OperandSpec("folder", .folder, .optional, "The folder to save to or load from"),
      ],
      examples: [.init("cache"), .init("cache clear"), .init("cache save captures")],
      surfaces: .shell,
      gives: [.table, .nothing])
  ) { invocation, _, session in
    switch invocation.text("action") ?? "list" {
    case "clear":
      session.cache.removeAll()
      return .nothing
    case "save", "load":
      guard let folder = invocation.path("folder") else {
        throw ShellError(.usage, "give the folder: cache save DIR, cache load DIR")
      }
      if invocation.text("action") == "save" {
        try session.saveCache(to: folder)
      } else {
        session.notice("\(counted(try session.loadCache(from: folder), "prompt")) read")
      }
      return .nothing
    default: break
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

  static let get = ShellCommand(
    spec: CommandSpec(
      "get", "Print a setting's value", group: "Session",
      operands: [OperandSpec("setting", .setting, .one, "Its name")],
      examples: [.init("get batch-size"), .init("let size = get batch-size; echo $size")],
      surfaces: .shell, gives: .text)
  ) { invocation, _, session in
    .text(session.settings.value(try Settings.spec(invocation.text("setting") ?? "")).text)
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
