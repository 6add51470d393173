import Foundation
import Language
import Terminal

extension ShellCommand {
  static let help = ShellCommand(
    spec: CommandSpec(
      "help", "Say what commands there are, or what one does", group: "Help",
      operands: [
        OperandSpec(
          "command", .command, .optional,
          "The command, a figure function, `keys`, `scores` or `scripts`")
      ],
      examples: [
        .init("help"), .init("help capture"), .init("help scores", "how each score is defined"),
        .init("help keys", "what the keys of the prompt do"),
        .init("help raw", "what a figure function draws"),
        .init("help scripts", "the language of figure scripts"),
      ], gives: .text)
  ) { invocation, _, session in
    let surface: CommandSpec.Surfaces = session.isProgram ? .program : .shell
    let (width, style) = (min(session.output.size.columns, 100), session.output.style)
    guard let word = invocation.word("command") else {
      return .text(
        table.overview(of: surface, width: width, style: style)
          + "\n\n'help COMMAND' says what it takes and shows examples; 'apropos WORD' searches.")
    }
    if let verb = session.names.verbs[word.text] { return .text(verb.help(word.text)) }
    if let topic = topic(word.text, session) { return .text(topic) }
    let spec = try table.command(for: word, on: .all, acceptsPrefix: session.isInteractive)
    return .text(spec.help(program: session.isProgram ? "plens" : "", width: width, style: style))
  }

  static let apropos = ShellCommand(
    spec: CommandSpec(
      "apropos", "Search commands, options and settings for a word", group: "Help",
      operands: [OperandSpec("word", .text, .one, "What to look for")],
      examples: [.init("apropos colour"), .init("apropos npz")], gives: .table)
  ) { invocation, _, _ in
    let word = invocation.text("word") ?? ""
    func has(_ texts: String...) -> Bool {
      texts.contains { $0.range(of: word, options: .caseInsensitive) != nil }
    }
    var found: [(what: String, text: String)] = []
    for spec in table.commands {
      let examples = spec.examples.map(\.line).joined(separator: "\n")
      if has(spec.name, spec.summary, spec.doc, examples) {
        found.append((spec.name, spec.summary))
      }
      for option in spec.options where has(option.name, option.doc) {
        found.append(("\(spec.name) --\(option.name)", option.doc))
      }
    }
    for setting in Settings.specs where has(setting.name, setting.summary) {
      found.append(("set \(setting.name)", setting.summary))
    }
    return .table(Table([.text("name", found.map(\.what)), .text("meaning", found.map(\.text))]))
  }

  static let man = ShellCommand(
    spec: CommandSpec(
      "man", "Print the manual page, for man(1)", group: "Help",
      examples: [.init("man > plens.1"), .init("man |! head -n 3")], gives: .text)
  ) { _, _, _ in .text(ManualPage().text) }

  static let completions = ShellCommand(
    spec: CommandSpec(
      "completions", "Print completions of the program's commands for another shell",
      group: "Help",
      doc: "scripts/install puts them where each shell looks.",
      operands: [OperandSpec("shell", .choice(["bash", "zsh", "fish"]), .one, "Which shell")],
      examples: [.init("completions bash > plens.bash"), .init("completions fish > plens.fish")],
      gives: .text)
  ) { invocation, _, _ in
    switch invocation.text("shell") {
    case "zsh": .text(ShellCompletions.zsh)
    case "fish": .text(ShellCompletions.fish)
    default: .text(ShellCompletions.bash)
    }
  }
}

extension Names.Verb {
  /// What a verb of the user's own does.
  func help(_ name: String) -> String {
    switch self {
    case .alias(let words): return "\(name) stands for: " + words.map(\.text).joined(separator: " ")
    case .definition(let definition, let source):
      let place = source.location(of: definition.name.span.start)
      let parameters = definition.parameters.map(\.text).joined(separator: ", ")
      return "def \(name)(\(parameters)) = \(source[definition.body.span])\n"
        + "defined at \(source.name ?? "the prompt"):\(place.line)"
    }
  }
}
