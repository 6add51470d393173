import Foundation
import Language
import Workspace

/// What a person typed or pasted, made into commands that a script could hold.
///
/// Prompts that were copied with a line are taken off, beginnings of verbs are spelled out, programs
/// behind a pipe get their `|!`, and habits of other shells become our words.
struct TypedText {
  /// The commands to run.
  let commands: String

  /// Understands `text`, typed in a session with these names.
  init(_ text: String, _ names: Names) {
    let typed = text.split(separator: "\n", omittingEmptySubsequences: false)
    let pasted = Self.withoutPrompts(typed, names)
    // A line among others may be the middle of a text in quotes.
    let lines = typed.count == 1 || pasted != nil ? (pasted ?? typed).map(Self.habit) : typed
    let plain = lines.joined(separator: "\n")
    commands = Self.figure(in: plain) ?? Self.spelledOut(plain, names)
  }

  /// The prompt for what must follow `text`: it says what is open, and how to leave; nil where nothing
  /// must.
  static func continuation(after text: String) -> String? {
    if figureStart(of: text) != nil {
      return opensBraces(text) ? "{ is open, Ctrl-C leaves ...> " : nil
    }
    return Parser.openMark(in: text).map { "\($0.prefix(3)) is open, Ctrl-C leaves ...> " }
  }

  // MARK: Prompts that were copied too

  /// The lines without the prompts that a copy from a terminal has in front, such as `demo> `.
  ///
  /// Where the first one has such a prompt, those that have none are what commands printed, and are left
  /// out. Nil where it has none.
  private static func withoutPrompts(_ lines: [Substring], _ names: Names) -> [Substring]? {
    guard let first = lines.first(where: { $0.contains { !$0.isWhitespace } }),
      withoutPrompt(first, names) != nil
    else { return nil }
    return lines.compactMap { withoutPrompt($0, names) }
  }

  private static func withoutPrompt(_ line: Substring, _ names: Names) -> Substring? {
    let line = line.drop { $0 == " " }
    if line.hasPrefix("$ ") {
      let rest = line.dropFirst(2).drop { $0 == " " }
      return rest.hasPrefix("plens") ? rest : "!" + rest
    }
    if line.hasPrefix(">>> ") { return line.dropFirst(4) }
    // IPython's, and a shell's that says who and where: `In [3]: `, `ada@lab:~/data$ plens ...`.
    if line.hasPrefix("In ["), let inner = line.prefixMatch(of: #/In \[\d+\]: /#) {
      return line[inner.range.upperBound...]
    }
    if line.contains("@"), let inner = line.prefixMatch(of: #/[^ '"]+@[^'"]*[$\#] (?=plens )/#) {
      return line[inner.range.upperBound...]
    }
    guard let mark = line.firstIndex(of: ">"), line[mark...].hasPrefix("> ") else { return nil }
    let name = line[..<mark]
    // `models> FILE` is a command; a prompt has a model's name, or says what is open.
    let isCommand =
      name.isEmpty || name.contains { " $_'\"[".contains($0) }
      || verb(Word(argument: String(name), span: SourceSpan(0, 0)), names) != nil
      || names.verbs[String(name)] != nil
    guard !isCommand || name.hasSuffix("...") else { return nil }
    return line[line.index(after: mark)...].dropFirst()
  }

  // MARK: Habits

  private static let leaving: Set<String> = [
    "exit()", "quit()", "logout", "bye", ".quit", ".exit", ".q", "\\q", ":q", ":q!", ":wq", "/exit",
    "/quit",
  ]

  /// A line as our language says it: `plens run x` without its first word, `quit()` as `quit`.
  private static func habit(_ line: Substring) -> Substring {
    let text = line.trimmingCharacters(in: .whitespaces)
    if leaving.contains(text) { return "quit" }
    if ["cls", "reset"].contains(text) { return "clear" }
    if let verb = askedAbout(text) { return "help " + verb }
    guard text.hasPrefix("plens ") else { return line }
    let rest = text.dropFirst("plens ".count).drop { $0 == " " }
    let file = rest.prefix { $0 != " " }
    return rest.hasPrefix("-") ? line : (file.hasSuffix(".plens") ? "run " : "") + rest
  }

  /// The verb of `show --help`, `show -h`, `show?` and `man show`; nil for other lines.
  private static func askedAbout(_ text: String) -> Substring? {
    let words = text.split(separator: " ")
    if words.count == 2, words[0] == "man" { return words[1] }
    let verb = words.count == 1 ? text.trimmingSuffix("?") : words.first ?? ""
    let isAsking =
      words.count == 1 ? verb != text : words.count == 2 && ["--help", "-h"].contains(words[1])
    return isAsking && ShellCommand.named(String(verb)) != nil ? verb : nil
  }

  /// A figure function that was typed or pasted as it stands in a file, as the command that defines it.
  private static func figure(in text: String) -> String? {
    figureStart(of: text).map { "figs define " + singleQuoted(String($0)) }
  }

  /// The text from `figure NAME(` on, if it begins so.
  private static func figureStart(of text: String) -> Substring? {
    let start = text.drop { $0.isWhitespace }
    guard start.hasPrefix("figure ") else { return nil }
    let name = start.dropFirst("figure ".count).drop { $0 == " " }.prefix { $0 != "(" }
    return Name.isValid(String(name)) && start.contains("(") ? start : nil
  }

  private static func opensBraces(_ text: String) -> Bool {
    text.count { $0 == "{" } > text.count { $0 == "}" }
  }

  // MARK: Verbs

  private static func spelledOut(_ text: String, _ names: Names) -> String {
    guard let statements = try? Parser.statements(of: text) else { return text }
    var changes: [(span: SourceSpan, text: String)] = []
    let bytes = Array(text.utf8)
    for statement in statements {
      switch statement.body {
      case .shell: continue
      case .definition(let definition):
        changes += verbs(of: definition.body.commands[...], names)
      case .pipeline(let pipeline):
        let place = statement.isBackground ? nil : programPlace(in: pipeline, names)
        changes += verbs(of: pipeline.commands[..<(place ?? pipeline.commands.count)], names)
        if let place {
          changes += programMarks(pipeline, place, bytes)
        }
      }
    }
    var result = bytes
    for change in changes.sorted(by: { $0.span.start > $1.span.start }) {
      result.replaceSubrange(change.span.start..<change.span.end, with: change.text.utf8)
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func verbs(
    of commands: ArraySlice<Command>, _ names: Names
  ) -> [(span: SourceSpan, text: String)] {
    commands.flatMap { command -> [(SourceSpan, String)] in
      guard let name = verb(command.verb, names) else { return [] }
      var changes = name == command.verb.text ? [] : [(command.verb.span, name)]
      // The command that a hook runs is one too.
      if name == ShellCommand.on.spec.name, command.words.count > 2,
        let inner = verb(command.words[2], names), inner != command.words[2].text
      {
        changes.append((command.words[2].span, inner))
      }
      return changes
    }
  }

  /// The command's whole name that a verb is the beginning of; nil for other verbs.
  private static func verb(_ word: Word, _ names: Names) -> String? {
    guard let text = word.bareText, names.verbs[text] == nil else { return nil }
    return try? ShellCommand.table.command(for: word, on: .shell, acceptsPrefix: true).name
  }

  /// The first command that is a program of the system.
  private static func programPlace(in pipeline: Pipeline, _ names: Names) -> Int? {
    pipeline.commands.indices.dropFirst().first { place in
      guard let text = pipeline.commands[place].verb.bareText, names.verbs[text] == nil else {
        return false
      }
      return verb(pipeline.commands[place].verb, names) == nil && ExternalProgram.exists(text)
    }
  }

  /// `|!` for the pipe before a program; what follows the pipeline in its line goes to the next, since
  /// the rest of a line is the program's.
  private static func programMarks(
    _ pipeline: Pipeline, _ place: Int, _ bytes: [UInt8]
  ) -> [(span: SourceSpan, text: String)] {
    let start = pipeline.commands[place].span.start
    guard let pipe = bytes[..<start].lastIndex(of: UInt8(ascii: "|")) else { return [] }
    var changes = [(span: SourceSpan(pipe, pipe + 1), text: "|!")]
    let rest = bytes[pipeline.span.end...]
    if let next = rest.first(where: { !" \t\r".utf8.contains($0) }), next == UInt8(ascii: ";"),
      let semicolon = rest.firstIndex(of: next)
    {
      changes.append((span: SourceSpan(semicolon, semicolon + 1), text: "\n"))
    }
    return changes
  }
}

extension String {
  /// The text before the marks at its end.
  fileprivate func trimmingSuffix(_ mark: Character) -> Substring {
    self[..<(lastIndex { $0 != mark }.map { index(after: $0) } ?? startIndex)]
  }
}
