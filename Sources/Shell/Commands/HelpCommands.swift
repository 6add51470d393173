import Figures
import Foundation
import Language
import Terminal
import Workspace

extension ShellCommand {
  static let help = ShellCommand(
    spec: CommandSpec(
      "help", "Say what commands there are, or what one does", group: "Help",
      operands: [
        OperandSpec(
          .command, .command, .optional,
          "The command, a figure function, a word of the language, `keys`, `scores` or `scripts`")
      ],
      examples: [
        .init("help"), .init("help capture"), .init("help scores", "how each score is defined"),
        .init("help keys", "what the keys of the prompt do"),
        .init("help raw", "what a figure function draws"),
        .init("help language", "how commands are put together"),
        .init(
          "help slices", "how tokens are picked; also heads, addresses, let, def, with, try, _"),
        .init("help scripts", "the language of expressions and figure scripts"),
      ], gives: .text)
  ) { invocation, _, workspace, console in
    let surface: CommandSpec.Surfaces = console.isProgram ? .program : .shell
    let (width, style) = (min(console.output.size.columns, 100), console.output.style)
    guard let word = invocation.word(.command) else {
      return .text(
        table.overview(of: surface, width: width, style: style)
          + "\n\n'help COMMAND' says what it takes, 'help language' how commands are put together; "
          + "'apropos WORD' searches.")
    }
    if let verb = console.names.verbs[word.text] { return .text(verb.help(word.text)) }
    if let topic = topic(word.text, workspace, console.keys, width: width) { return .text(topic) }
    let spec = try table.command(for: word, on: .all, acceptsPrefix: console.isInteractive)
    return .text(spec.help(program: console.isProgram ? "plens" : "", width: width, style: style))
  }

  static let apropos = ShellCommand(
    spec: CommandSpec(
      "apropos", "Search commands, options, settings and help for a word", group: "Help",
      operands: [OperandSpec(.word, .text, .one, "What to look for")],
      examples: [.init("apropos colour"), .init("apropos npz")], gives: .table)
  ) { invocation, _, workspace, console in
    let word = invocation.text(.word) ?? ""
    func has(_ texts: String...) -> Bool {
      texts.contains { $0.range(of: word, options: .caseInsensitive) != nil }
    }
    var found: [(what: String, text: String)] = []
    for spec in table.commands {
      let examples = spec.examples.map(\.line).joined(separator: "\n")
      let others = spec.otherNames
      if has(spec.name, spec.summary, spec.doc, examples) || others.contains(where: { has($0) }) {
        found.append((spec.name, spec.summary))
      }
      for operand in spec.operands where operand.otherNames.contains(where: { has($0) }) {
        found.append(("\(spec.name) \(operand.placeholder)", operand.doc))
      }
      for option in spec.options
      where has(option.name, option.doc) || option.otherNames.contains(where: { has($0) }) {
        found.append(("\(spec.name) --\(option.name)", option.doc))
      }
    }
    for setting in Settings.specs where has(setting.name, setting.summary) {
      found.append(("set \(setting.name)", setting.summary))
    }
    for topic in LanguageTopic.all
    where topic.names.contains(where: { has($0) }) || has(topic.summary, topic.text) {
      found.append(("help \(topic.names[0])", topic.summary))
    }
    for score in ModelScore.all where has(score.name, score.summary) {
      found.append(("rank --by \(score.name)", score.summary))
    }
    for score in HeadScores.all where has(score.name, score.summary) {
      found.append(("rank --by \(score.name)", score.summary))
    }
    for function in workspace.figures.all where has(function.name, function.summary) {
      found.append(("fig \(function.name)", function.summary))
    }
    if found.isEmpty {
      console.notice("nothing is called or said to be '\(word)': 'help' lists commands")
    }
    var result = Table([.text("name", found.map(\.what)), .text("meaning", found.map(\.text))])
    result.screen = result.columns
    return .table(result)
  }

  static let man = ShellCommand(
    spec: CommandSpec(
      "man", "Print the manual page, for man(1)", group: "Help",
      examples: [.init("man > plens.1"), .init("man |! head -n 3")], gives: .text)
  ) { _, _, _, _ in .text(ManualPage().text) }

  static let completions = ShellCommand(
    spec: CommandSpec(
      "completions", "Print completions of the program's commands for another shell",
      group: "Help",
      doc: "scripts/install puts them where each shell looks.",
      operands: [OperandSpec(.shell, .choice(["bash", "zsh", "fish"]), .one, "Which shell")],
      examples: [.init("completions bash > plens.bash"), .init("completions fish > plens.fish")],
      gives: .text)
  ) { invocation, _, _, _ in
    switch invocation.text(.shell) {
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
    case .alias(let words):
      return "\(name) stands for: " + words.map(\.written).joined(separator: " ")
    case .definition(let definition, let source):
      let place = source.location(of: definition.name.span.start)
      let parameters = definition.parameters.map(\.text).joined(separator: ", ")
      return "def \(name)(\(parameters)) = \(source[definition.body.span])\n"
        + "defined at \(source.name ?? "the prompt"):\(place.line)"
    }
  }
}
