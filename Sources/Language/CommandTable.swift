public import Text

/// All commands, in the order of the overview.
public struct CommandTable: Sendable {
  /// The commands.
  public let commands: [CommandSpec]

  /// A table of `commands`, whose names differ.
  public init(_ commands: [CommandSpec]) { self.commands = commands }

  /// The command called `name`.
  public subscript(name: String) -> CommandSpec? { commands.first { $0.name == name } }

  /// The words with another name of a command replaced by its own, also one of several words:
  /// `export site` becomes `site`.
  ///
  /// A word in quotes is no part of a name.
  package func named(_ words: [Word]) -> [Word] {
    for spec in commands {
      for name in spec.otherNames.map({ $0.split(separator: " ").map(String.init) })
      where name.count > 1 && words.count >= name.count
        && zip(words, name).allSatisfy({ $0.bareText == $1 })
      {
        let word = Word(argument: spec.name, span: words[0].span)
        return [word] + words.dropFirst(name.count)
      }
    }
    return words
  }

  /// Finds the command called `verb` on a surface.
  ///
  /// - Parameter acceptsPrefix: whether the beginning of a single command's name will do, as for a
  ///   person who types; scripts spell verbs out, so that a new verb can't change them.
  ///
  /// Throws `LanguageError` with what was meant perhaps.
  public func command(
    for verb: Word, on surface: CommandSpec.Surfaces, acceptsPrefix: Bool = false
  ) throws(LanguageError) -> CommandSpec {
    let name = verb.text
    let there = commands.filter { !$0.surfaces.isDisjoint(with: surface) }
    if let exact = there.first(where: { $0.name == name }) { return exact }
    if let other = there.first(where: { $0.otherNames.contains(name) }) { return other }
    let begun = there.filter { spec in
      spec.name.hasPrefix(name) && !name.isEmpty && !spec.isSpelledOut
    }
    if acceptsPrefix && begun.count == 1 { return begun[0] }
    if acceptsPrefix && begun.count > 1 {
      throw LanguageError(
        verb.span, "'\(name)' is the beginning of \(listed(begun.map(\.name)))")
    }
    var notes: [String] = []
    if commands.contains(where: { $0.name == name }) {
      notes =
        surface == .shell
        ? ["'\(name)' is a command of the program only"]
        : [
          "'\(name)' is a command of the shell only: plens -c '\(name) ...', with -i to stay in the shell"
        ]
    } else if let near = nearest(to: name, in: there.map(\.name)) {
      notes = ["did you mean '\(near)'?"]
    }
    throw LanguageError(verb.span, "unknown command '\(verb.written)'", notes: notes)
  }

  /// The commands of `surface` with what they do, group by group.
  public func overview(
    of surface: CommandSpec.Surfaces, width: Int = 80, style: Style = .plain
  ) -> String {
    let there = commands.filter { !$0.surfaces.isDisjoint(with: surface) }
    var groups: [(name: String, rows: [(name: String, text: String)])] = []
    for command in there {
      let row = (name: command.name, text: command.summary)
      if let place = groups.firstIndex(where: { $0.name == command.group }) {
        groups[place].rows.append(row)
      } else {
        groups.append((command.group, [row]))
      }
    }
    let column = there.map(\.name.count).max() ?? 0
    return groups.map { group in
      let rows = group.rows.map { ($0.name.padded(toWidth: column), $0.text) }
      let title = group.name.isEmpty ? "" : style(group.name, .bold) + "\n"
      return title + table(rows, width: width)
    }.joined(separator: "\n\n")
  }
}
