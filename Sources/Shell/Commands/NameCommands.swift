import Language
import Workspace

extension ShellCommand {
  static let vars = ShellCommand(
    spec: CommandSpec(
      "vars", "List the values that have names, and the last results", group: "Session",
      doc: "`let NAME = COMMAND` names a value; $NAME stands for it. _ is the last result, _2 the "
        + "one before.",
      examples: [.init("let ind = show 'a b a b' L3H4; vars"), .init("vars --mode json")],
      surfaces: .shell, gives: .table)
  ) { _, _, workspace, _ in
    let named = workspace.names.values.sorted { $0.key < $1.key }
      .map { (name: "$" + $0.key, entry: $0.value) }
    let results = workspace.names.results.enumerated()
      .map { (name: $0.offset == 0 ? "_" : "_\($0.offset + 1)", entry: $0.element) }
    let all = named + results
    return .table(
      Table([
        .text("name", all.map(\.name)),
        .text("kind", all.map { $0.entry.value.kind.description }),
        .text("value", all.map(\.entry.value.summary)),
        .text("command", all.map(\.entry.command)),
      ]))
  }

  static let unset = ShellCommand(
    spec: CommandSpec(
      "unset", "Forget values that have names, or take settings back", group: "Session",
      operands: [
        OperandSpec(
          .name, .variable, .some,
          "Names, with or without $; settings, which get what they had at first")
      ],
      examples: [
        .init("let x = prompts; unset x"), .init("let x = prompts; let y = $x; unset $x y"),
        .init("set mode csv; unset mode"),
      ], surfaces: .shell)
  ) { invocation, _, workspace, _ in
    for word in invocation.words(.name) {
      let name = word.variable?.text ?? word.text
      if word.variable == nil, workspace.names.values[name] == nil,
        Settings.specs.contains(where: { $0.name == name })
      {
        try workspace.settings.reset(name)
        continue
      }
      guard workspace.names.forget(name) else {
        throw ShellError(.notFound, "there is no '$\(name)': 'vars' lists what there is")
      }
    }
    return .nothing
  }

  static let explain = ShellCommand(
    spec: CommandSpec(
      "explain", "Say what a name stands for, and the command that made it", group: "Session",
      operands: [OperandSpec(.name, .variable, .one, "A name, such as $ind or _")],
      examples: [
        .init("let two = show 'a b' L0-1H0; explain $two"), .init("models; explain _"),
      ],
      surfaces: .shell, gives: .text)
  ) { invocation, _, workspace, _ in
    guard let word = invocation.word(.name) else { return .nothing }
    let name = word.variable?.text ?? word.text
    guard let entry = workspace.names[name] else {
      throw ShellError(.notFound, "there is no '\(name)': 'vars' lists what there is")
    }
    return .text(
      "\(name) is \(entry.value.kind): \(entry.value.summary)\nmade by: \(entry.command)")
  }
}
