import Language
import Text
import Workspace

extension Interpreter {
  /// What `$name` stands for: an argument of the script, a parameter, or what `let` named.
  ///
  /// - Throws: `LanguageError` where there is no such name.
  func value(of name: Name, _ names: Names) throws(LanguageError) -> Value {
    if let place = Int(name.text) {
      if arguments.indices.contains(place - 1) { return .text(arguments[place - 1]) }
      throw LanguageError(
        name.span,
        "there is no '$\(name.text)': \(counted(arguments.count, "argument")) \(arguments.count == 1 ? "was" : "were") given"
      )
    }
    if name.text == "script_folder", let folder { return .text(folder) }
    if let value = parameters[name.text] ?? names[name.text]?.value { return value }
    if Names.resultPlace(name.text) != nil {
      throw LanguageError(
        name.span,
        names.results.isEmpty
          ? "there is no result yet"
          : "there is no '\(name.text)': \(counted(names.results.count, "result")) are kept")
    }
    let near = nearest(to: name.text, in: names.values.keys.sorted())
    throw LanguageError(
      name.span, "there is no '$\(name.text)'",
      notes: [near.map { "did you mean '$\($0)'?" } ?? "'let \(name.text) = ...' makes one"])
  }

  /// A word with its names replaced by text; a word that is one name of no text stays as it is.
  func expanded(_ word: Word, _ names: Names) throws(LanguageError) -> Word {
    guard word.parts.contains(where: \.isVariable) else { return word }
    let isAlone = word.variable != nil
    return try word.expanding { name throws(LanguageError) -> String? in
      let value = try self.value(of: name, names)
      if case .text(let text) = value { return text }
      if isAlone { return nil }
      guard let text = value.plainText else {
        throw LanguageError(
          name.span, "'$\(name.text)' is \(value.kind) and can't be part of a word")
      }
      return text
    }
  }

  /// A command whose operands that are names have become what these stand for: heads where heads
  /// are wanted, prompts where prompts are.
  func resolved(
    _ invocation: Invocation, _ names: Names
  ) throws(LanguageError) -> Invocation {
    try invocation.mapping { word, kind throws(LanguageError) -> Word in
      guard kind != .variable, kind != .command, let name = nameAlone(in: word, kind) else {
        return word
      }
      let value = try value(of: name, names)
      guard let text = value.operandText(kind) else {
        throw LanguageError(
          word.span, "'\(word.text)' is \(value.kind); here is wanted \(kind.placeholder)")
      }
      if word.variable != nil, let problem = kind.problem(with: text) {
        throw LanguageError(word.span, "'\(text)' (\(word.text)): \(problem)")
      }
      return Word(parts: [Word.Part(.bare, text, span: word.span)], span: word.span)
    }
  }

  /// The name that is all of a word: `$ind`, and `_` where prompts or heads are wanted.
  private func nameAlone(in word: Word, _ kind: ValueKind) -> Name? {
    if let name = word.variable { return name }
    guard kind == .prompt || kind == .heads, let text = word.bareText,
      Names.resultPlace(text) != nil
    else { return nil }
    return Name(text, span: word.span)
  }
}

extension Word.Part {
  fileprivate var isVariable: Bool { kind == .variable || kind == .quotedVariable }
}
