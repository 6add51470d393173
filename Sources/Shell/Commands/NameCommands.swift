import Activations
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
  ) { _, _, _, console in
    let names = console.names
    let named = names.values.sorted { $0.key < $1.key }
      .map { (name: "$" + $0.key, entry: $0.value) }
    let results = names.results.enumerated()
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
  ) { invocation, _, workspace, console in
    for word in invocation.words(.name) {
      let name = word.variable?.text ?? word.text
      if word.variable == nil, console.names.values[name] == nil,
        Settings.specs.contains(where: { $0.name == name })
      {
        try console.reset(name, in: &workspace)
        continue
      }
      guard console.scope.names.forget(name) else {
        throw ShellError(.notFound, "there is no '$\(name)': 'vars' lists what there is")
      }
    }
    return .nothing
  }

  static let explain = ShellCommand(
    spec: CommandSpec(
      "explain", "Say what a name stands for, or why a head looks where it looks",
      group: "Session",
      doc: """
        A name is explained by the command that made it, a prompt alone by the memory that its patterns take.

        With a prompt and one cell of a head's pattern, query and key, its score before the softmax is split over pairs \
        of what embedding, places, earlier heads, MLPs and biases have written at the two tokens, the norms' statistics \
        frozen: the largest pairs first. They sum to the score (before a cap on scores, where the model has one). Only \
        differences within a row matter to the softmax: --against subtracts the score of another key.
        """,
      operands: [
        OperandSpec(
          .name, .variable, .some,
          "A name, such as $ind or _; a prompt; or a prompt and L3H4[QUERY, KEY]")
      ],
      options: [
        modelOption,
        OptionSpec(
          .against, .text, "Another key, by number or text, whose score is subtracted",
          valueName: "KEY"),
      ],
      examples: [
        .init("let two = show 'a b' L0-1H0; explain $two"), .init("models; explain _"),
        .init(
          #"explain 'the cat and the dog' L3H4[-1, " cat"] --against 0 | head 5"#,
          "what makes it look there, and not at the first token"),
      ],
      surfaces: .shell, gives: [.text, .table])
  ) { invocation, _, workspace, console in
    let words = invocation.words(.name)
    guard let word = words.first else { return .nothing }
    if words.count > 1 || AddressParts(word) != nil {
      return try explainedScore(words, invocation, &workspace, console)
    }
    guard !invocation.isGiven(.against), !invocation.isGiven(.model) else {
      throw ShellError(.usage, "--against and --model are for a head: explain p0 L3H4[-1, 0]")
    }
    if PromptAddress.isAddress(word.text) {
      let model = try workspace.model(nil, for: console)
      let prompts = try workspace.prompts(of: [word], in: .model(model), invocation, for: console)
      let memory = try PromptMemory(of: model)
      return .text(
        try prompts.map { prompt in
          let count = try model.input(for: prompt).ids.count
          return "@\(prompt.hash) takes memory: \(memory.text(tokens: count))"
        }.joined(separator: "\n"))
    }
    let name = word.variable?.text ?? word.text
    guard let entry = console.names[name] else {
      throw ShellError(.notFound, "there is no '\(name)': 'vars' lists what there is")
    }
    return .text(
      "\(name) is \(entry.value.kind): \(entry.value.summary)\nmade by: \(entry.command)")
  }
}
