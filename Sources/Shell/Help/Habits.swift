import Figures
import Language
import Workspace

/// What to write instead of what a person knows from other shells: notes to an unknown command.
enum Habits {
  /// A line that says what is written here for a command whose verb is unknown; nil where nothing is known.
  ///
  /// - Parameter isCertain: Whether no command is called nearly so: only then the words may be a text.
  static func answer(to words: [Word], isCertain: Bool) -> String? {
    guard let verb = words.first?.text else { return nil }
    let next = words.dropFirst().first?.text
    if next == "=" || verb.contains("="), !verb.hasPrefix("-") { return assignment(verb, words) }
    if let fixed = answers[verb] ?? answers[String(verb.prefix { $0 != "(" })] { return fixed }
    if let known = thing(verb, words) { return known }
    if LanguageTopic.all.contains(where: { $0.names.contains(verb) }) {
      return "'help \(verb)' explains it"
    }
    if ExternalProgram.exists(verb) {
      return
        "a program of the system runs behind '!': !\(words.map(\.written).joined(separator: " "))"
    }
    return isCertain && words.count > 2 && words.allSatisfy { !$0.looksLikeOption }
      ? "a text to look at stands behind 'capture': capture \(words.map(\.written).joined(separator: " "))"
      : nil
  }

  /// Whether `verb` is a habit for certain, whatever command is called nearly so.
  static func isKnown(_ verb: String) -> Bool { answers[verb] != nil }

  private static let answers = [
    "for":
      "there are no loops: p0-9, L* and files name many at once; 'help addresses', 'help heads'",
    "while": "there are no loops: p0-9, L* and files name many at once",
    "if": "there is no 'if': 'try' lets a command fail, 'where' takes the rows that fit",
    "print": "'echo' prints words", "printf": "'echo' prints words", "puts": "'echo' prints words",
    "import": "'figs load FILE.py' takes figure functions of Python; '!python3' runs Python",
    "from": "'figs load FILE.py' takes figure functions of Python; '!python3' runs Python",
    "plens": "this is plens: type the command itself",
    "figure":
      "a figure function is written 'figure NAME(A) = EXPRESSION'; 'figs load FILE' reads a file",
    "plot": "'show p0 L3H4' draws a head, 'fig FUNCTION p0 L3H4' a figure: 'figs' lists them",
    "draw": "'show p0 L3H4' draws a head",
    "view": "'show p0 L3H4' draws a head, 'serve' opens the page",
    "settings": "'set' lists settings", "config": "'set' lists settings",
    "env": "'set' lists settings",
    "model": "'load MODEL' opens a model, 'models' lists what there is",
    "prompt": "'capture TEXT' runs a text, 'prompts' lists what there is",
    "undo": "Ctrl-_ takes back what was typed", "who": "'attach --list' lists shells that are open",
    "fg": "'wait %1' waits for a job, 'jobs' lists them; Ctrl-Z leaves the shell for a while",
    "bg": "a command with '&' behind it runs beside the prompt; 'jobs' lists them",
    "kill": "'stop %1' ends a job; '!kill' ends a process",
    "q": "'quit' leaves, as Ctrl-D does",
    "info": "'doctor' says what is here, 'explain' what a name is",
    "sudo": "'!sudo ...' runs a program of the system",
  ]

  private static func assignment(_ verb: String, _ words: [Word]) -> String {
    let name = String(verb.prefix { $0 != "=" })
    let typed = words.map(\.written).joined(separator: " ")
    let value = typed.drop { $0 != "=" }.dropFirst().drop { $0 == " " }
    if Settings.specs.contains(where: { $0.name == name }) {
      return "a setting is changed by: set \(name) \(value)"
    }
    return
      "'let \(name) = COMMAND' names what a command gives; a text of its own: let \(name) = echo \(value)"
  }

  /// What a name of something means as a command.
  private static func thing(_ text: String, _ words: [Word]) -> String? {
    let rest = words.map(\.written).joined(separator: " ")
    let word = Word(argument: text, span: SourceSpan(0, 0))
    if AddressParts(word) != nil { return "'show \(rest)' draws it" }
    if PromptAddress.isAddress(text) {
      return "'show \(rest)\(words.count == 1 ? " L3H4" : "")' draws a head of it"
    }
    let ways = [
      ShellCommand.scoreNames.contains(text) ? "a score is chosen by --by: rank --by \(text)" : nil,
      FigureRegistry.builtIn[text] != nil
        ? "a figure function stands behind 'fig': fig \(rest)" : nil,
    ].compactMap(\.self)
    if !ways.isEmpty { return ways.joined(separator: "; ") }
    if Settings.specs.contains(where: { $0.name == text }) {
      return "a setting is changed by: set \(rest)"
    }
    let endings = [
      (".plens", "run"), (".jsonl", "prompts add"), (".json", "prompts add"),
      (".figs", "figs load"),
      (".py", "figs load"), (".gguf", "load"),
    ]
    return endings.first { text.hasSuffix($0.0) }.map { "'\($0.1) \(rest)' takes the file" }
  }
}

extension LanguageError {
  /// The same error with what is written here instead, if the verb is unknown.
  func answering(_ words: [Word]) -> LanguageError {
    guard let verb = words.first, span == verb.span, message.hasPrefix("unknown command") else {
      return self
    }
    var error = self
    if let answer = Habits.answer(to: words, isCertain: notes.isEmpty) {
      // Who types what other programs understand has not misspelt one of ours.
      error.notes = Habits.isKnown(verb.text) ? [answer] : notes + [answer]
    } else if notes.isEmpty {
      error.notes = ["'help' lists the commands, 'apropos WORD' finds some"]
    }
    return error
  }
}
