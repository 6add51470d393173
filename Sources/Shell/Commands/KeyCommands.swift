import Language
import Terminal
import Workspace

extension ShellCommand {
  static let bind = ShellCommand(
    spec: CommandSpec(
      "bind", "List the keys of the prompt, or bind one to a command or a function",
      group: "Session",
      doc: """
        KEY is ctrl-a to ctrl-y, alt-a to alt-z or f1 to f12. ACTION is a function that the list shows, a \
        command in quotes, which runs when the key is pressed while the half-typed line is kept, or off.

        Lines in init.plens bind keys for good. ~/.editrc is obeyed too, for vi's keys ('bind -v') and what \
        else libedit knows.
        """,
      operands: [
        OperandSpec(.key, .text, .optional, "The key"),
        OperandSpec(.action, .text, .optional, "A function, a command in quotes, or off"),
      ],
      examples: [
        .init("bind", "all keys, what they do and the functions' names"),
        .init("bind f5 'show _'", "F5 draws the last result"),
        .init("bind alt-p plens-older; bind alt-p off"),
      ],
      surfaces: .shell, gives: [.table, .nothing])
  ) { invocation, _, _, console in
    guard let name = invocation.text(.key) else { return .table(keyTable(console.keys)) }
    guard let action = invocation.word(.action)?.text else {
      throw ShellError(.usage, "'bind \(name)' expects a function, a command in quotes, or off")
    }
    do {
      let key = try Key(name)
      if action == "off" {
        guard console.keys.release(key) else {
          throw ShellError(.notFound, "'\(name)' is not bound: 'bind' lists what is")
        }
      } else if EditingKey.all.contains(where: { $0.function == action }) {
        try console.keys.bind(key, to: .function(action))
      } else {
        _ = try Parser.statements(of: action)
        guard action.contains(where: { !$0.isWhitespace && $0 != "-" }) else {
          throw ShellError(.usage, "'\(action)' is no command")
        }
        try console.keys.bind(key, to: .command(action))
      }
    } catch let error as KeyError {
      throw ShellError(.usage, error.description)
    } catch let error as LanguageError {
      throw ShellError(.usage, "'\(action)' is no command: \(error.message)")
    }
    return .nothing
  }

  private static func keyTable(_ keys: KeyBindings) -> Table {
    var rows = EditingKey.all.map { (key: $0.names, action: $0.function, does: $0.summary) }
    rows += keys.entries.map { entry in
      switch entry.action {
      case .function(let name):
        (entry.key.description, name, EditingKey.all.first { $0.function == name }?.summary ?? "")
      case .command(let text): (entry.key.description, text, "Run this command")
      }
    }
    var table = Table([
      .text("key", rows.map(\.key)), .text("action", rows.map(\.action)),
      .text("meaning", rows.map(\.does)),
    ])
    table.screen = table.columns
    return table
  }

  /// What `help keys` says.
  static func keyHelp(_ keys: KeyBindings, width: Int) -> String {
    var rows = EditingKey.fixed.map { ($0.names, $0.summary) }
    rows += EditingKey.all.filter { $0.names != "(none)" }.map { ($0.names, $0.summary) }
    rows += keys.entries.map { entry in
      switch entry.action {
      case .function(let name): (entry.key.description, name)
      case .command(let text): (entry.key.description, "Run: \(text)")
      }
    }
    return "The keys of the prompt, emacs's unless ~/.editrc says otherwise\n\n"
      + Language.table(rows, width: width) + "\n\n'bind' changes them."
  }
}
